"""Korean words that readers type, each with the English words of the same meaning: most titles are in English only.

The names of countries, topics, series and bodies are not here: search finds them as names. Nor are the labels of kinds:
the catalogue translates them (labels.py). A word may have several meanings; a row needs one of them.
"""

_WORDS = """
진행: ongoing, progress / 진행중: ongoing, progress / 추진: implementation / 이행: implementation / 완료: completed
종료: completed / 발효: entry into force, in force / 예정: upcoming, planned / 취소: cancelled / 연기: postponed
우리나라: korea / 한국정부: korea / 한반도: korean peninsula / 접경: border / 국경: transboundary
월경성: transboundary / 장거리: long range, transboundary / 이동: movement, transport
대기환경: atmospheric environment / 백두산: baekdu / 두만강: tumen / 메콩: mekong / 메콩강: mekong
히말라야: himalaya / 극지: polar / 남극: antarctic / 북극: arctic / 글로벌: global / 기관: agency, institution
재단: foundation / 협회: association / 센터: center, centre / 연구소: institute / 연구원: institute / 대학: university
대학교: university / 기후기금: climate fund / 녹색기후기금: green climate fund
글로벌녹색성장연구소: global green growth institute / 특별: special / 특별회의: special meeting
산림장관회의: ministerial meeting on forestry / 환경: environment, environmental / 자연: nature, natural
자연환경: natural environment / 생태: ecological, ecology / 생태계: ecosystem / 기후: climate
기후변화: climate change / 대기: air, atmosphere / 대기질: air quality / 대기오염: air pollution / 오염: pollution
오염물질: pollutant / 먼지: dust / 미세먼지: fine dust, particulate matter / 황사: yellow dust, dust and sandstorm
산성비: acid rain, acid deposition / 물: water / 수질: water quality, water / 수자원: water resources
지하수: groundwater
상하수도: water supply and sewerage / 하수: sewage, wastewater / 폐수: wastewater / 하천: river / 강: river
호수: lake / 바다: sea / 해양: marine, ocean / 연안: coastal / 습지: wetland / 토양: soil
토양정화: soil purification, soil remediation / 사막화: desertification / 사막: desert / 산림: forest, forestry
숲: forest / 열대림: tropical forest / 열대우림: tropical forest, rainforest / 생물: biological
생물다양성: biodiversity, biological diversity / 다양성: diversity / 동물: animal / 식물: plant / 야생: wild
야생동물: wildlife / 철새: migratory bird / 멸종위기: endangered / 외래종: invasive alien species / 폐기물: waste
전자폐기물: electronic waste, e waste / 쓰레기: waste / 재활용: recycling / 자원: resources
태양광: renewable energy, solar / 풍력: renewable energy, wind
자원순환: resource circulation / 순환경제: circular economy / 플라스틱: plastic / 화학: chemical / 화학물질: chemicals
유해: hazardous / 유해물질: hazardous substances / 수은: mercury / 석면: asbestos / 오존: ozone / 오존층: ozone layer
온실가스: greenhouse gas, climate change / 탄소: carbon / 탄소중립: carbon neutrality, net zero / 배출: emission
배출권: emissions trading / 감축: reduction, mitigation / 저감: reduction / 적응: adaptation / 에너지: energy
재생에너지: renewable energy / 녹색: green / 녹색성장: green growth / 친환경: eco friendly, environment friendly
지속가능: sustainable / 지속가능발전: sustainable development / 지속가능한: sustainable / 발전: development
개발: development / 보건: health / 환경보건: environmental health / 재해: disaster / 재난: disaster / 소음: noise
장관: minister, ministers, ministerial / 장관급: ministerial / 차관: vice minister / 고위급: high level
고위관리: senior officials / 국장: director general / 국장급: director general / 실무: working level
실무자: working level / 실무회의: working level meeting, working group / 전문가: expert, experts / 정상회의: summit
정상: summit / 정부: government / 정부간: intergovernmental / 부처: ministry / 환경부: ministry of environment
환경청: environment agency / 국제: international / 국제기구: international organization / 지역: region, regional
소지역: sub regional / 양자: bilateral / 삼자: tripartite, trilateral / 3자: tripartite / 3국: tripartite
삼국: tripartite, trilateral, 3 국 / 다자: multilateral / 양국: bilateral, both countries / 공동: joint
공동위: joint committee, commission / 공동위원회: joint committee, joint commission / 위원회: committee, commission
협의체: consultative body, mechanism / 협의회: council, consultation / 회의: meeting, conference
회담: talks, meeting / 회동: meeting / 면담: meeting / 양자회담: bilateral meeting / 총회: general assembly, congress
당사국: party, parties / 당사국총회: conference of the parties / 포럼: forum / 세미나: seminar / 심포지엄: symposium
워크숍: workshop / 워크샵: workshop / 학회: conference / 간담회: talks / 교육: education, training / 연수: training
초청연수: invitation training / 훈련: training / 교류: exchange / 협력: cooperation
환경협력: environmental cooperation / 협력사업: cooperation project / 협력위원회: cooperation commission
협력기금: cooperation fund / 동반자: partnership / 파트너십: partnership / 협정: agreement / 조약: treaty, agreement
협약: convention, agreement / 의정서: protocol / 각서: memorandum / 양해각서: mou, memorandum of understanding
업무협약: mou, memorandum of understanding / 엠오유: mou / 합의: agreement, agreed / 합의서: agreement
합의문: agreement, agreed minutes / 이행약정: implementing arrangement, implementation agreement / 약정: arrangement
선언: declaration / 선언문: declaration / 공동선언: joint declaration, joint communique
공동선언문: joint declaration, joint communique / 공동성명: joint communique, joint statement
공동성명서: joint communique, joint statement / 공동발표문: joint communique, joint statement
공동합의문: joint communique / 성명: statement, communique / 성명서: statement, communique / 코뮈니케: communique
결과: outcome, result / 회의결과: outcome / 결정: decision / 결의: resolution / 제안: proposal / 요청: request
공약: commitment / 약속: commitment / 논의: discussion / 검토: review / 평가: assessment, evaluation / 보고: report
보고서: report / 조사: survey, research / 연구: research, study / 공동연구: joint research / 공동조사: joint research
조사연구: research / 감시: monitoring / 모니터링: monitoring / 측정: monitoring, measurement / 정책: policy / 법: law
법률: law / 법제: legal system, legislation / 법제도: legal system / 제도: system / 기준: standard / 규제: regulation
계획: plan, programme, program / 행동계획: action plan / 실행계획: action plan, implementation plan
이행계획: implementation plan / 작업계획: work programme, work program / 프로그램: programme, program
구상: initiative / 이니셔티브: initiative / 전략: strategy / 사업: project / 프로젝트: project
시범사업: pilot project / 단계: stage, phase / 우선협력분야: priority cooperation areas / 우선: priority
분야: area, field / 산업: industry / 환경산업: environmental industry / 기술: technology
환경기술: environmental technology / 기술이전: technology transfer / 시설: facilities / 기초시설: basic facilities
환경기초시설: basic environmental facilities / 인프라: infrastructure / 건설: construction
복원: restoration, restoring / 생태복원: ecological restoration / 하천복원: river restoration
산림복원: forest restoration / 보전: conservation / 보호: protection, conservation / 정화: purification, remediation
방지: prevention, combating / 예방: prevention / 대응: coping, response / 관리: management / 강화: strengthening
개선: improvement / 확대: expanding / 역량: capability, capacity
역량강화: capacity building, strengthening capability / 인력: human resources / 인력양성: training human resources
양성: training / 인재: human resources / 공무원: civil servants, officials / 학생: students / 청년: youth
대학생: students / 산업계: industrial community, industry / 기업: business, company / 기업인: business
비즈니스: business / 시장: market / 무역: trade / 투자: investment / 재정: finance / 금융: finance / 기금: fund
지원: support / 원조: aid, assistance / 공적개발원조: official development assistance, oda
개발도상국: developing countries / 개도국: developing countries / 회원국: member countries / 국가: countries, country
도시: city, cities / 대도시: large cities / 시정: visibility / 아시아: asia, asian
동북아: northeast asia, north east asia, northeast asian, north east asian
동북아시아: northeast asia, north east asia, northeast asian, north east asian
동남아: southeast asia, south east asia, southeast asian / 동남아시아: southeast asia, south east asia
동아시아: east asia / 중앙아시아: central asia / 유럽: europe, european / 아프리카: africa, african
중남미: latin america, central and south america / 중동: middle east / 북미: north america / 남미: south america
아세안: asean / 유엔: un, united nations / 국제연합: un, united nations / 유럽연합: eu, european union / 세계: world
세계자연보전총회: world conservation congress / 자연보전: conservation, nature conservation / 리우: rio / 교토: kyoto
파리: paris / 몬트리올: montreal / 나고야: nagoya / 바젤: basel / 람사르: ramsar / 스톡홀름: stockholm
미나마타: minamata / 로테르담: rotterdam / 서울: seoul / 부산: busan, pusan / 인천: incheon / 대구: daegu
대전: daejeon / 광주: gwangju / 울산: ulsan / 수원: suwon / 과천: gwacheon / 평창: pyeongchang / 제주: jeju, cheju
세종: sejong / 북경: beijing / 베이징: beijing / 상해: shanghai / 상하이: shanghai / 쑤저우: suzhou / 소주: suzhou
하이난: hainan / 청두: chengdu / 동경: tokyo / 도쿄: tokyo / 삿포로: sapporo / 홋카이도: hokkaido / 북해도: hokkaido
기타큐슈: kitakyushu / 니가타: niigata / 도야마: toyama / 시즈오카: shizuoka / 기노사키: kinosaki / 마이즈루: maizuru
하노이: hanoi, ha noi / 호찌민: ho chi minh city / 호치민: ho chi minh city / 방콕: bangkok / 비엔티안: vientiane
프놈펜: phnom penh / 시엠립: siem reap / 울란바토르: ulaanbaatar, ulanbator / 모스크바: moscow / 워싱턴: washington
뉴욕: new york / 제네바: geneva / 나이로비: nairobi / 세기: century / 포괄적: comprehensive / 전략적: strategic
전략적동반자: strategic partnership / 동반자관계: partnership / 악화: poor, deterioration / 원인: causes, cause
대책: measures / 회복: recovery / 안보: security / 외교: diplomacy / 환경외교: environmental diplomacy / 위기: crisis
기후위기: climate crisis, climate change / 탄소배출: carbon emission / 환경법: environmental law
환경정책: environmental policy
환경영향평가: environmental impact assessment / 환경시장: environmental market / 환경보호: environmental protection
환경문제: environmental problems / 문제: problems, issues / 경제: economy, economic / 사회: society, social
문화: culture / 농업: agriculture / 어업: fishery / 관광: tourism / 교통: transport / 건강: health / 안전: safety
석면안전: asbestos safety / 동아시아정상회의: east asia summit / 생물다양성협약: convention on biological diversity
기후변화협약: framework convention on climate change / 사막화방지협약: convention to combat desertification
월남: vietnam / 불란서: france / 화란: netherlands / 이태리: italy / 구라파: europe / 몽고: mongolia
나라: country, countries / 상대국: partner country / 협력국: partner country / 이행상황: implementation, progress
후속조치: follow up / 성과: outcome, results / 의제: agenda / 안건: agenda / 초안: draft / 부속서: annex
개정: amendment, amends / 비준: ratification / 가입: accession / 서명국: signatory
온난화: global warming, climate change / 이상기후: extreme weather, climate change / 넷제로: net zero, climate change
저탄소: low carbon, green growth / 이산화탄소: carbon dioxide, climate change / 메탄: methane
기후재원: climate finance, climate fund / 기후금융: climate finance, climate fund
기후행동: climate action, climate change / 폭염: heat wave / 홍수: flood / 가뭄: drought
수소: hydrogen, clean energy / 신재생: renewable energy / 대체에너지: renewable energy, clean energy / 원자력: nuclear
전기차: electric vehicle / 공기: air, atmosphere / 공기질: air quality / 공기오염: air pollution
매연: smoke, air pollution / 스모그: smog, air pollution / 분진: dust / 배기가스: exhaust, air pollution
모래폭풍: sandstorm, dust and sandstorm / 흙먼지: dust, yellow dust / 가시거리: visibility / 물환경: water
수질오염: water pollution, water quality, water / 상수도: water supply / 하수도: sewerage
하수처리: wastewater treatment, basic environmental facilities / 정수: water purification / 식수: drinking water
댐: dam / 해양쓰레기: marine litter / 땅: land, soil / 토지: land / 흙: soil / 토양오염: soil contamination, soil
오염토양: contaminated soil, soil / 폐가전: electronic waste, e waste / 폐전자제품: electronic waste, e waste
전자쓰레기: electronic waste, e waste / 전기전자폐기물: electronic waste, e waste / 분리수거: recycling, waste
재사용: reuse / 매립: landfill, waste / 매립지: landfill, waste / 소각: incineration, waste
소각장: incineration, waste / 유해폐기물: hazardous waste, waste / 슬레이트: slate, asbestos / 나무: tree, forest
나무심기: reforestation, tree planting / 조림: afforestation, reforestation / 식목: reforestation, tree planting
벌목: logging, deforestation / 산림파괴: deforestation, forest / 밀림: rainforest, tropical forest
정글: rainforest, tropical forest / 국립공원: national park / 보호구역: protected area / 보호지역: protected area
서식지: habitat / 멸종: extinction, endangered / 동식물: species, biodiversity / 생물종: species, biodiversity
생물자원: biological resources, biodiversity / 유전자원: genetic resources / 갯벌: tidal flat, wetland
생태복원사업: ecological restoration / 농약: pesticide / 중금속: heavy metals / 환경성질환: environmental health
질병: disease / 회사: company, business / 수출: export, market / 해외진출: market
녹색산업: green industry, environmental industry / 친환경산업: environmental industry
환경기업: environmental industry, environmental business / 기술협력: technology / 기술교류: technology
산학: industry / 초청: invitation / 초청교육: invitation training / 인재양성: training human resources
교육훈련: training / 견학: visit / 법집행: law enforcement / 단속: enforcement / 환경법규: environmental laws
규정: regulation / 국제회의: international conference / 국제협약: convention, multilateral environmental agreements
유엔기후변화협약: framework convention on climate change / 지구정상회의: earth summit / 리우회의: earth summit, unced
정상회담: summit, 정상회의 / 장관회담: ministerial meeting, 장관회의
고위급회담: 고위급회의, senior officials meeting, high level meeting / 협의: consultation
실무협의: working level meeting / 협약서: agreement, 협약 / 협정서: agreement, 협정 / 약정서: arrangement, 약정
의향서: letter of intent / 합의각서: memorandum of agreement / 공동발표: joint communique, joint statement
공동보도문: joint communique, joint statement / 교류협력: exchange, cooperation / 협력방안: cooperation
재발방지: prevention / 친선: friendship / 우호: friendship
"""
ENGLISH = {
    korean.strip(): tuple(word.strip() for word in english.split(","))
    for entry in _WORDS.replace("\n", "/").split("/")
    if entry.strip()
    for korean, english in [entry.split(":")]
}
# Filler words: matching rows do not need to contain them.
_ASIDE = (
    "중인 중 현재 이후 및 등 과 와 또는 그리고 의 에 에서 은 는 이 가 을 를 로 도 간 대한 대해 대하여 관한 관해"
    " 관하여 관련 관련된 위한 위해 통한 따른 있는 있나 있나요 있습니까 인가 인가요 입니까 무엇 무엇인가 뭐 언제"
    " 어디 어디서 누가 누구 어느 어떤 무슨 몇 모든 모두 전체 여러 우리 우리나라의 이번 지난 다음 최근 최신 최초"
    " 마지막 목록 명단 리스트 현황 내용 자료 정보 문서 원문 전문 찾기 검색 보기 보여줘 알려줘 찾아줘 서명 체결"
    " 개최 개최지 개최된 주최 참석 참가 참여 열린 열리는 열렸나 있었던 맺은 하는 된 되는 했나 일시 날짜 장소"
    " 체결한 체결된 체결하는 체결했던 서명한 서명된 합의한 개최한 개최하는 주최한 참석한 참가한 참여한 맺었던 있던"
)
ASIDE = frozenset(_ASIDE.split())
