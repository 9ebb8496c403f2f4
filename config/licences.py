"""Open licences for data and text, by the codes that DATA_LICENCE accepts: those of SPDX, and KOGL-1 to KOGL-4."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Licence:
    """A licence: its name on pages, and the address of its text."""

    name: str
    url: str


CREATIVE_COMMONS = "https://creativecommons.org"
OPEN_DATA_COMMONS = "https://opendatacommons.org/licenses"
KOGL = "https://www.kogl.or.kr/info/licenseType{}.do"

LICENCES = {
    "CC0-1.0": Licence("CC0 1.0", f"{CREATIVE_COMMONS}/publicdomain/zero/1.0/"),
    "CC-BY-4.0": Licence("CC BY 4.0", f"{CREATIVE_COMMONS}/licenses/by/4.0/"),
    "CC-BY-SA-4.0": Licence("CC BY-SA 4.0", f"{CREATIVE_COMMONS}/licenses/by-sa/4.0/"),
    # Korea Open Government License. Type 1: name the source. 2: no commercial use. 3: no changes. 4: neither.
    **{f"KOGL-{number}": Licence(f"KOGL Type {number}", KOGL.format(number)) for number in range(1, 5)},
    "ODC-BY-1.0": Licence("ODC-By 1.0", f"{OPEN_DATA_COMMONS}/by/1-0/"),
    "ODbL-1.0": Licence("ODbL 1.0", f"{OPEN_DATA_COMMONS}/odbl/1-0/"),
    "PDDL-1.0": Licence("PDDL 1.0", f"{OPEN_DATA_COMMONS}/pddl/1-0/"),
    "OGL-UK-3.0": Licence(
        "Open Government Licence v3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    ),
}
