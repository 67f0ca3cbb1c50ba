/** What the slots of the patterns are filled with. All of it is made up. */
export const WORDS = {
  first: list(`Ada Bruno Carla Dario Elif Farid Greta Hanna Ivo Jonas Kavya Lena Milan Nadia Oskar
    Petra Quim Rosa Samir Tove Uma Viktor Wanda Yara Zeno`),
  last: list(`Almeida Brandt Castell Dunmore Eriksen Falk Garrido Holm Imhof Jansen Keller Lindqvist
    Moreau Novak Okafor Pereira Quist Rossi Sander Tanaka Ueda Vidal Weber Yilmaz Zorn`),
  city: list(`Lisbon Graz Utrecht Malmo Turin Ghent Porto Leipzig Cork Bilbao Lyon Bergen Gdansk
    Tartu Aarhus Bristol`),
  month: list('January February March April May June July August September October November'),
  weekday: list('Monday Tuesday Wednesday Thursday Friday Saturday'),
  product: phrases(`touring saddle|folding pedal|steel rim|dynamo light|cargo rack|leather grip|
    frame bag|disc brake kit|carbon fork|chain guard|rain cape|tool roll|child seat|bar-end mirror|
    cork handlebar tape|titanium bell`),
  colour: list('black olive sand red grey navy copper white'),
  carrier: phrases('the courier|the parcel service|the driver|the depot|the pick-up point'),
  team: phrases(`platform team|warehouse team|support desk|data group|finance office|mobile team|
    catalogue team|night shift|partner team|web team`),
  system: phrases(`order service|stock database|label printer|search index|returns portal|
    payment gateway|nightly import|price feed|mail queue|login page|map widget|export job`),
  metric: phrases(`delivery time|return rate|basket size|first response time|stock accuracy|
    conversion|repeat orders|page weight|failed payments|picking errors|open tickets`),
  topic: phrases(`spring campaign|second warehouse|subscription plan|loyalty scheme|size guide|
    supplier contract|carbon report|holiday schedule|packaging trial|repair programme|
    wholesale portal|returns policy`),
  change: phrases(`rose by a fifth|fell by a tenth|stayed flat|doubled since May|
    moved back to last year’s level|improved after a slow start|swung from week to week|
    dropped sharply and then recovered`),
  opinion: phrases(`worth keeping|too expensive for what it does|better than expected|
    hard to explain to newcomers|the right first step|only half finished|
    fine for now but not for peak season`),
  place: phrases(`the north hall|the shop floor|the web shop|the workshop|the second floor|
    the test track|the partner store|the yard`),
  noun: list(`order basket parcel ledger shelf voucher ticket carrier invoice refund slot route
    batch price tariff supplier`),
  verb: list('load merge rank score group price pack route audit settle match split'),
} as const satisfies Readonly<Record<string, readonly string[]>>;

function list(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function phrases(text: string): readonly string[] {
  return text.split('|').map((phrase) => phrase.trim());
}
