/**
 * How people ask for a conversion, per language, as sources of regular expressions over small letters
 * without punctuation. `§` marks a format. In `phrases`, SOURCE and TARGET stand for the two sides; a
 * sentence counts only when a phrase covers the whole of it, so every other wish ends in no match.
 */
export interface AskWords {
  /** May stand before the thing that is converted: articles, "the following". */
  readonly before: string;
  /** What a document is called, alone or behind its format. */
  readonly things: string;
  /** May stand behind it: "below". */
  readonly after: string;
  /** What may stand before the target format. */
  readonly beforeTarget: string;
  readonly phrases: readonly string[];
}

/** Said out of courtesy: it changes nothing and is dropped wherever it stands. */
export const COURTESIES =
  /(?<=^| )(?:please|kindly|thanks|thank you|thx|hi|hello|hey|bitte|danke|hallo|s il (?:te|vous) plaît|s il (?:te|vous) plait|svp|stp|merci|bonjour|por favor|gracias|hola|per favore|per piacere|grazie|ciao|obrigad[oa]|olá|alstublieft|alsjeblieft|graag|bedankt|dank je)(?= |$)/g;

const TYPED = '(?:format|file|text|data|document|string)';

export const ASK_WORDS: readonly AskWords[] = [
  {
    // English
    before: '(?:this|the|that|these|those|my|our|following|attached|given|provided|a|an|some)',
    things:
      '(?:data|table|file|text|content|contents|document|list|snippet|block|input|records|rows|array|objects|code|it|this|that)',
    after: '(?:below|above|here|that follows)',
    beforeTarget: '(?:a|an|the|valid|proper|plain)',
    phrases: [
      `(?:can you |could you |would you |will you |i want you to |i need you to )?(?:convert|turn|transform|translate|change|reformat|rewrite|export|put|transcode|format|render|show|output|return|print|write|give me|show me|i need|i want|i would like) SOURCE (?:into|to|as|in) TARGET(?: ${TYPED})?`,
      `(?:can you |could you |would you )?(?:make|create|build|generate|produce|write|output|return|give me|i need|i want) (?:me )?TARGET(?: ${TYPED})? (?:out of|from|of|for|with|using) SOURCE`,
      `SOURCE (?:to|into|as|in|2) TARGET(?: ${TYPED})?`,
      `(?:as|to|into|in|convert to|convert into) TARGET(?: ${TYPED})?`,
    ],
  },
  {
    // German
    before:
      '(?:diese|dieses|diesen|dieser|diesem|die|das|den|der|dem|folgende|folgendes|folgenden|folgender|folgendem|meine|meinen|mein|angehängte|ein|eine|einen|einer|einem)',
    things:
      '(?:daten|tabelle|datei|text|inhalt|dokument|liste|eingabe|datensätze|zeilen|block|es|dies|das)',
    after: '(?:hier|unten|oben|hierunter)',
    beforeTarget: '(?:ein|eine|einen|das|die|den|gültiges|gültige)',
    phrases: [
      '(?:wandle|wandel|wandeln sie|konvertiere|konvertieren sie|formatiere|forme|überführe|übertrage|schreibe|schreib|gib|stelle|bringe|verwandle|ändere|mache|mach) (?:mir )?SOURCE (?:in|nach|zu|als|ins) TARGET(?: format)?(?: um| dar| aus)?',
      '(?:kannst du|könntest du|können sie|könnten sie|ich möchte) (?:mir )?SOURCE (?:in|nach|zu|als) TARGET(?: format)? (?:umwandeln|konvertieren|umformatieren|ausgeben|verwandeln|überführen|darstellen|schreiben)',
      'SOURCE (?:in|nach|zu|als) TARGET(?: format)?(?: (?:umwandeln|konvertieren|umformatieren|ausgeben))?',
      '(?:mach|mache|erstelle|erzeuge|baue|machen sie|erstellen sie|kannst du) (?:mir )?(?:aus|von) SOURCE TARGET(?: machen| erstellen)?',
      '(?:mach|mache|erstelle|erzeuge|baue|machen sie|erstellen sie) (?:mir )?TARGET (?:aus|von) SOURCE',
      '(?:als|in|nach) TARGET(?: format)?',
    ],
  },
  {
    // French
    before:
      '(?:ce|cet|cette|ces|le|la|les|l|mon|ma|mes|un|une|suivant|suivante|suivants|suivantes|du|des)',
    things:
      '(?:données|donnees|tableau|table|fichier|texte|contenu|document|liste|bloc|enregistrements|lignes|cela|ça|ceci)',
    after: '(?:suivant|suivante|suivants|suivantes|ci dessous|ci dessus|ici)',
    beforeTarget: '(?:un|une|le|la|du)',
    phrases: [
      '(?:convertis|convertissez|convertir|transforme|transformez|transformer|mets|mettez|change|changez|réécris|écris|donne moi|donnez moi|peux tu convertir|pouvez vous convertir|peux tu transformer|pourrais tu convertir|pourriez vous convertir|exporte|formate) (?:SOURCE )?(?:en|vers|au format|sous forme de) TARGET',
      '(?:fais|faites|crée|créez|génère|générez|produis|peux tu faire) (?:moi )?TARGET (?:de|d|à partir de|avec|depuis) SOURCE',
      'SOURCE (?:en|vers) TARGET',
      '(?:en|au format|vers|sous forme de) TARGET',
    ],
  },
  {
    // Spanish
    before:
      '(?:este|esta|estos|estas|esto|el|la|los|las|mi|mis|un|una|siguiente|siguientes|ese|esa)',
    things:
      '(?:datos|tabla|archivo|fichero|texto|contenido|documento|lista|bloque|registros|filas|esto)',
    after: '(?:siguiente|siguientes|de abajo|de arriba|aquí|a continuación)',
    beforeTarget: '(?:un|una|el|la|formato)',
    phrases: [
      '(?:convierte|convierta|convertir|transforma|transforme|transformar|pasa|pasar|cambia|pon|escribe|reescribe|dame|muestra|exporta|puedes convertir|podrías convertir|puede convertir|puedes pasar) (?:SOURCE )?(?:a|en|como|al formato) TARGET',
      '(?:haz|hazme|crea|crear|genera|haga|puedes hacer) TARGET (?:con|de|a partir de|desde) SOURCE',
      'SOURCE (?:a|en|como) TARGET',
      '(?:en|a|como|en formato) TARGET',
    ],
  },
  {
    // Italian
    before:
      '(?:questo|questa|questi|queste|quest|il|lo|la|i|gli|le|l|un|una|mio|mia|seguente|seguenti)',
    things:
      '(?:dati|tabella|file|testo|contenuto|documento|elenco|lista|blocco|record|righe|questo)',
    after: '(?:seguente|seguenti|qui sotto|sotto|sopra|qui)',
    beforeTarget: '(?:un|una|il|la|formato)',
    phrases: [
      '(?:converti|convertire|converta|trasforma|trasformare|trasformi|metti|cambia|scrivi|riscrivi|dammi|mostra|esporta|puoi convertire|potresti convertire|può convertire|puoi trasformare) (?:SOURCE )?(?:in|a|come|nel formato) TARGET',
      '(?:fai|fammi|crea|genera|faccia|puoi fare) TARGET (?:da|di|con|dal|a partire da) SOURCE',
      'SOURCE (?:in|a|come) TARGET',
      '(?:in|come|in formato) TARGET',
    ],
  },
  {
    // Portuguese
    before:
      '(?:este|esta|estes|estas|esse|essa|o|a|os|as|um|uma|meu|minha|seguinte|seguintes|isto|isso)',
    things:
      '(?:dados|tabela|arquivo|ficheiro|texto|conteúdo|documento|lista|bloco|registros|registos|linhas|isto|isso)',
    after: '(?:seguinte|seguintes|abaixo|acima|aqui)',
    beforeTarget: '(?:um|uma|o|a|formato)',
    phrases: [
      '(?:converta|converte|converter|transforme|transforma|transformar|passe|passa|mude|escreva|reescreva|mostre|dê me|me dê|exporte|pode converter|você pode converter|podes converter|poderia converter|pode transformar) (?:SOURCE )?(?:para|em|como|no formato) TARGET',
      '(?:faça|faz|crie|cria|gere|pode fazer) TARGET (?:com|de|do|da|deste|desta|a partir (?:de|deste|desta)) SOURCE',
      'SOURCE (?:para|em|como) TARGET',
      '(?:em|para|como|em formato) TARGET',
    ],
  },
  {
    // Dutch
    before: '(?:deze|dit|die|dat|de|het|een|mijn|volgende|onderstaande|bovenstaande)',
    things:
      '(?:gegevens|data|tabel|bestand|tekst|inhoud|document|lijst|blok|invoer|records|rijen|dit)',
    after: '(?:hieronder|hierboven|hier)',
    beforeTarget: '(?:een|de|het|geldige)',
    phrases: [
      '(?:converteer|zet|verander|herschrijf|schrijf|geef|toon|exporteer|vertaal|maak) (?:me |mij )?SOURCE (?:om )?(?:naar|in|als|tot) TARGET(?: formaat)?(?: om)?',
      '(?:kun je|kan je|kunt u|zou je|wil je) SOURCE (?:omzetten )?(?:naar|in|als) TARGET(?: formaat)?(?: omzetten| converteren| veranderen| zetten)?',
      '(?:maak|genereer|creëer) (?:me |mij )?(?:van|uit) SOURCE TARGET',
      '(?:maak|genereer|creëer) (?:me |mij )?TARGET (?:van|uit|met) SOURCE',
      'SOURCE (?:naar|in|als) TARGET(?: formaat)?(?: omzetten| converteren)?',
      '(?:als|in|naar) TARGET(?: formaat)?',
    ],
  },
];
