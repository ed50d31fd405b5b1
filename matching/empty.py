"""Words that say nothing about a skill: grammar, dates, and what every listing says."""

_EMPTY_WORDS = """
    a about after again all also am an and any anybody anyone are around as at available be because been
    before being both but by can cant charity come community could day days did do does doing done dont
    each eg etc even every everything experience experienced few for from get give go going good got
    great group groups had happy has have he help helped helper helpers helping her here him his hour
    hours how i id if ill im in into is it its ive job just keen know last like little local lot lots
    love make many may me might more morning most much must my near need needed needs new next no not
    now of off offer offering ok on once one only or organisation other our out over own people person
    please really right role she should small so some somebody someone something sort spare such support
    sure team than thank thanks that the their them then there these they thing things this those three
    through time times to too two under until up us use used using very volunteer volunteering
    volunteers want wanted wanting wants was way we week weekly weeks well were what when where which
    while who will willing with work worked working would year years yes you your monday tuesday
    wednesday thursday friday saturday sunday mon tue wed thu fri sat sun mondays tuesdays wednesdays
    thursdays fridays saturdays sundays weekday weekdays weekend weekends evening evenings afternoon
    afternoons mornings january february march april june july august september october november
    december looking look please
"""
EMPTY: frozenset[str] = frozenset(_EMPTY_WORDS.split())
