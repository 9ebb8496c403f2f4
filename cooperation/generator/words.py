"""The vocabulary of the generator: some thousand environmental words and invented place names.

Lists are in order of frequency, the most frequent first.
"""

import random
import re
import unicodedata
from itertools import product

SUBJECTS = """
Air Quality; Climate Change; Water Resources; Wetland; Forest; Hazardous Waste; Biodiversity; River Basin; Marine
Litter; Yellow Dust; Renewable Energy; Drinking Water; Wastewater; Soil; Chemicals; Coastal Zone; Desertification;
Fine Dust; Greenhouse Gas; Plastic Waste; Migratory Bird; Acid Deposition; Drought; Flood; Groundwater; National Park;
Mangrove; Coral Reef; Ozone Layer; Mercury; Carbon Market; Green Growth; Eco-Labelling; Environmental Impact;
Municipal Waste; Landfill Gas; Noise; Vehicle Emission; Lake; Estuary; Peatland; Grassland; Glacier; Permafrost;
Invasive Species; Endangered Species; Genetic Resources; Protected Area; Wildlife Trade; Tiger Habitat; Crane Habitat;
Snow Leopard; Sea Turtle; Whale Shark; Tidal Flat; Seagrass; Fishery; Aquaculture; Agroforestry; Irrigation;
Pesticide; Fertilizer; Asbestos; Dioxin; Lead; Cadmium; Arsenic; Persistent Pollutant; Medical Waste; Electronic
Waste; Food Waste; Construction Waste; Sewage Sludge; Biogas; Solar Power; Wind Power; Hydropower; Tidal Power;
Geothermal Energy; Hydrogen; Energy Efficiency; Cool Roof; Green Building; Sustainable Transport; Cycling; Smart City;
Urban Forest; Rainwater; Desalination; Dam Safety; Reservoir; Riverbank; Watershed; Aquifer; Oil Spill; Ballast Water;
Ship Emission; Haze; Forest Fire; Peat Fire; Volcanic Ash; Black Carbon; Methane; Nitrogen; Phosphorus; Microplastics;
Nanomaterials; Radiation; Odour; Light Pollution; Indoor Air; Heat Wave; Cold Wave; Typhoon; Landslide; Erosion;
Salinization; Mine Tailings; Quarry; Brownfield; Cultural Landscape; Ecotourism; World Heritage; Biosphere Reserve;
Geopark; Botanical Garden; Seed Bank; Pollinator; Honeybee; Amphibian; Otter; Salmon; Sturgeon; Elephant; Rhinoceros;
Orangutan; Pangolin; Bamboo; Rattan; Teak; Cedar; Juniper; Saxaul; Moss; Lichen; Fungi; Plankton; Algal Bloom; Red
Tide; Jellyfish
"""
ACTS = """
Conservation; Management; Monitoring; Protection; Restoration; Assessment; Control; Reduction; Policy; Technology;
Governance; Research; Planning; Education; Finance; Treatment; Modelling; Forecasting; Certification; Standards;
Adaptation; Mitigation; Prevention; Recycling; Remediation; Inventory; Mapping; Legislation; Enforcement; Statistics;
Financing; Innovation; Trade; Awareness; Surveillance; Valuation; Auditing; Licensing; Rehabilitation; Stewardship
"""
BODIES = """
Joint Committee; Working Group; Policy Dialogue; Ministerial Meeting; Expert Meeting; Joint Commission; Steering
Committee; Technical Committee; Network; Partnership; Senior Officials Meeting; Environment Forum; Task Force;
Initiative
"""
GATHERINGS = """
Workshop; Symposium; Conference; Seminar; Forum; Training Course; Round Table; Consultation; Study Visit; Exhibition;
Summer School; Webinar; Hearing; Exchange Programme
"""
WORKS = """
Capacity Building for; Master Plan for; Feasibility Study on; Improvement of; Establishment of; Pilot Project on; Joint
Research on; Technical Assistance for; Modernization of; Development of; Strengthening; Baseline Survey of; Support to;
Demonstration of; Expansion of; Review of
"""
VERBS = """
supports; strengthens; reviews; establishes; monitors; reduces; improves; restores; assesses; promotes; finances;
protects; measures; compares; publishes; coordinates; extends; prepares; evaluates; accelerates; harmonizes; maps;
regulates; designs; tests; shares; collects; verifies; translates; simplifies; funds; hosts; invites; explores
"""
PROMISES = """
establish a joint programme on; exchange data on; hold a workshop on; begin a study of; share experience in; prepare an
action plan for; set up a network on; report every year on; invite experts in; fund a pilot of; harmonize methods of;
publish guidelines on; extend the cooperation on; review the progress of; train officials in; establish a hotline for
"""
PREFIXES = """
eco bio hydro agro geo micro photo thermo aero phyto zoo cryo litho palaeo bathy macro meso mega ultra infra trans inter
sub pre post multi poly mono anti counter re de bi tri semi
"""
ROOTS = """
diversity system logical chemistry climatology toxicology genesis monitoring forestry sphere technology remediation
geography morphology plankton fauna flora dynamics metric genetic physical resource sensing sampling filtration
oxidation reduction degradation accumulation mediation regulation regional national sectoral boundary structure
culture gradient saturation deposition emission exposure nutrient mineral sediment current tidal polar tropic alpine
littoral pelagic benthic coastal urban rural climate seasonal annual spectral thermal acoustic optical electric
magnetic kinetic static
"""
STARTS = "Ka Su Me Lo Ba Ti Ra No Chi Da Pe Vo Ha Ju Sa Wo Ng Ye Al Or Ku Ma Tsa Bo Li Gan Fe Ze U Cha"
MIDDLES = "ra lo mi nda su ka ri te bo na la ro mu vi ha de ni sha ta re"
ENDS = "nga ra to li wa n sk ta bad nia du ma shi ro pur na ville grad su yan"
GIVEN = "Min-jun Seo-yeon Wei Li Haruto Yui Minh Lan Budi Siti Anna Lukas Amina Kofi Sofia Mateo Aigul Timur Priya Ravi"
FAMILY = (
    "Kim Lee Park Choi Wang Zhang Sato Suzuki Nguyen Tran Santoso Wijaya Schmidt Rossi Okafor Mensah Silva Garcia Khan"
)
# Cities of the countries that host most meetings. Other meetings use an invented place.
CITIES = {
    "KOR": ("Seoul", "Busan", "Incheon", "Sejong", "Jeju", "Daegu", "Gwangju", "Suncheon", "Changwon"),
    "CHN": ("Beijing", "Shanghai", "Dalian", "Xi’an", "Guiyang", "Qingdao"),
    "JPN": ("Tokyo", "Kitakyushu", "Toyama", "Kyoto", "Nagoya", "Sapporo"),
    "VNM": ("Hanoi", "Da Nang", "Ho Chi Minh City"),
    "IDN": ("Jakarta", "Bali", "Bandung"),
    "MNG": ("Ulaanbaatar", "Darkhan"),
    "USA": ("Washington", "New York", "San Francisco"),
    "THA": ("Bangkok", "Chiang Mai"),
    "DEU": ("Bonn", "Berlin"),
    "CHE": ("Geneva",),
    "KEN": ("Nairobi",),
    "RUS": ("Moscow", "Vladivostok"),
    "UZB": ("Tashkent", "Nukus"),
    "KAZ": ("Astana", "Almaty"),
}
# In order of how often they are partners; all other countries follow.
PARTNERS = """
CHN JPN VNM IDN USA MNG THA DEU RUS PHL IND KHM KAZ UZB FRA GBR MYS SGP LAO AUS MMR BGD LKA KEN ETH BRA MEX PER COL TUR
IRN SAU ARE EGY MAR ZAF TZA MOZ GHA NGA SEN CIV CMR NPL PAK AZE GEO TKM KGZ TJK
"""
# Letters that Unicode decomposition does not change.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "’": "", "'": ""})


def split(text: str) -> list[str]:
    """Return the phrases of a multi-line list: separated by semicolons if it has any, otherwise by whitespace."""
    return [" ".join(part.split()) for part in (text.split(";") if ";" in text else text.split())]


def compounds() -> list[str]:
    """Return the many rare words: each prefix with each root, shuffled."""
    words = ["".join(pair) for pair in product(split(PREFIXES), split(ROOTS))]
    random.Random("words").shuffle(words)  # noqa: S311
    return words


def places() -> list[str]:
    names = ["".join(parts) for parts in product(split(STARTS), split(MIDDLES), split(ENDS))]
    random.Random("places").shuffle(names)  # noqa: S311
    return names[:3000]


def slugified(text: str) -> str:
    """Return the text as a slug, such as "cote-divoire"."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.lower().replace("–", " ").translate(_LETTERS))
        text = text.encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", text.lower().replace("'", "")).strip("-")
