"""Parts of Leeds and the postcode districts in which most of each lies; collected by hand."""

from collections.abc import Mapping

_TABLE = """
aberford LS25; adel LS16; allerton bywater WF10; alwoodley LS17; armley LS12; austhorpe LS15; bardsey LS17
barwick in elmet LS15; beeston LS11; belle isle LS10; boston spa LS23; bramhope LS16; bramley LS13
burley LS4; burley in wharfedale LS29; burmantofts LS9; calverley LS28; chapel allerton LS7; chapeltown LS7
churwell LS27; city centre LS1; town centre LS1; collingham LS22; cookridge LS16; cottingley LS11
cross gates LS15; crossgates LS15; cross green LS9; drighlington BD11; east ardsley WF3; east end park LS9
farnley LS12; farsley LS28; garforth LS25; gildersome LS27; gipton LS8 LS9; gledhow LS7 LS8; guiseley LS20
halton LS15; halton moor LS15; harehills LS8 LS9; harewood LS17; headingley LS6; holbeck LS11; horsforth LS18
hunslet LS10; hyde park LS6; ilkley LS29; ireland wood LS16; killingbeck LS14; kippax LS25; kirkstall LS5
lawnswood LS16; lincoln green LS9; little london LS7; little woodhouse LS3; meanwood LS6 LS7; menston LS29
methley LS26; micklefield LS25; middleton LS10; miles hill LS7; moor allerton LS17; moortown LS17; morley LS27
new farnley LS12; oakwood LS8; osmondthorpe LS9; otley LS21; oulton LS26; pool in wharfedale LS21
potternewton LS7; pudsey LS28; quarry hill LS2 LS9; rawdon LS19; richmond hill LS9; rodley LS13; rothwell LS26
roundhay LS8; scholes LS15; seacroft LS14; shadwell LS17; sheepscar LS7; stanningley LS28; stourton LS10
swarcliffe LS14; swillington LS26; thorner LS14; tingley WF3; tinshill LS16; weetwood LS16; west park LS16
wetherby LS22; whinmoor LS14; whitkirk LS15; woodhouse LS2 LS6; woodlesford LS26; wortley LS12; yeadon LS19
"""


def _parsed(table: str) -> dict[str, tuple[str, ...]]:
    rows = [row.split() for row in table.replace("\n", ";").split(";") if row.strip()]
    return {
        " ".join(word for word in row if word.islower()): tuple(word for word in row if not word.islower())
        for row in rows
    }


NEIGHBOURHOODS: Mapping[str, tuple[str, ...]] = _parsed(_TABLE)
