"""Korean names that the test of relevance adds to the demo data, as other names."""

NAMES = {
    "mechanism": {
        "temm": "한·중·일 환경장관회의",
        "neaspec": "동북아환경협력계획",
        "neaspec-senior-officials-meeting": "동북아환경협력계획 고위급회의",
        "korea-vietnam-environment-ministers-meeting": "한·베트남 환경장관회의",
        "asean-plus-three-environment-ministers-meeting": "아세안+3 환경장관회의",
        "east-asia-summit": "동아시아정상회의",
        "east-asia-summit-environment-ministers-meeting": "동아시아정상회의 환경장관회의",
        "korea-africa-environmental-cooperation-forum": "한·아프리카 환경협력 포럼",
        "korea-africa-forum": "한·아프리카 포럼",
        "korea-us-environmental-cooperation-commission": "한·미 환경협력위원회",
        "world-conservation-congress": "세계자연보전총회",
        "cbd-conference-of-the-parties": "생물다양성협약 당사국총회",
        "northeast-asian-conference-on-environmental-cooperation": "동북아환경협력회의",
    },
    "organization": {
        "ministry-of-environment": "환경부",
        "asean": "동남아시아국가연합\n아세안",
        "green-climate-fund": "녹색기후기금",
        "global-green-growth-institute": "글로벌녹색성장연구소",
    },
    "meeting": {"temm-14": "제14차 한·중·일 환경장관회의"},
}


def add(kinds):
    """Add the names to the rows of the kinds: {kind: model}."""
    for kind, names in NAMES.items():
        for slug, name in names.items():
            row = kinds[kind].objects.get(slug=slug)
            row.other_names = "\n".join(filter(None, (row.other_names, name)))
            row.save()
