import { describe, expect, it, test } from 'vitest';
import { convertMessage } from './convert-message.ts';
import { readAsk } from './read-ask.ts';

const CSV = 'name,age\nAnna,30';
const JSON_TEXT = '[\n  {\n    "name": "Anna",\n    "age": 30\n  }\n]';

describe('readAsk', () => {
  test.each([
    ['Convert this CSV to JSON:', 'csv', 'json'],
    ['convert this CSV to JSON, please.', 'csv', 'json'],
    ['Can you convert the following YAML to JSON?', 'yaml', 'json'],
    ['Turn the table below into CSV', null, 'csv'],
    ['csv -> json', 'csv', 'json'],
    ['as YAML', null, 'yaml'],
    ['Give me this JSON as YAML. Output only the YAML, no explanation.', 'json', 'yaml'],
    ['make a markdown table of this JSON', 'json', 'markdown'],
    ['CSV to markdown', 'csv', 'markdown'],
    ['TSV to CSV', 'tsv', 'csv'],
    ['Wandle dieses CSV in JSON um:', 'csv', 'json'],
    ['Bitte konvertiere die folgende YAML-Datei nach JSON', 'yaml', 'json'],
    ['Mach aus diesem JSON eine Markdown-Tabelle', 'json', 'markdown'],
    ['Kannst du diese CSV-Daten in JSON umwandeln?', 'csv', 'json'],
    ['als YAML, nur das YAML ausgeben', null, null],
    ['als YAML. Nur das YAML ausgeben.', null, 'yaml'],
    ['Convertis ce CSV en JSON', 'csv', 'json'],
    ['Fais un tableau markdown à partir de ce JSON', 'json', 'markdown'],
    ["Peux-tu convertir ce fichier CSV en JSON, s'il te plaît ?", 'csv', 'json'],
    ['en YAML', null, 'yaml'],
    ['Convierte el siguiente CSV a JSON, por favor', 'csv', 'json'],
    ['Haz una tabla markdown con este JSON', 'json', 'markdown'],
    ['Converti questo CSV in JSON', 'csv', 'json'],
    ['Crea una tabella markdown da questo JSON', 'json', 'markdown'],
    ['Converta este CSV para JSON', 'csv', 'json'],
    ['Crie uma tabela markdown a partir deste JSON', 'json', 'markdown'],
    ['Zet deze CSV om naar JSON', 'csv', 'json'],
    ['Maak van deze JSON een markdown-tabel', 'json', 'markdown'],
    ['Kun je deze CSV omzetten naar JSON', 'csv', 'json'],
  ])('%s', (ask, from, to) => {
    const read = readAsk(ask);
    expect(read === null ? [null, null] : [read.from, read.to]).toEqual([from, to]);
  });

  test.each([
    ['convert this CSV to JSON and translate it'],
    ['convert this CSV to JSON sorted by name'],
    ['convert only the first rows to JSON'],
    ['convert this CSV to JSON with camelCase keys'],
    ['convert this CSV to JSON, minified'],
    ['convert this CSV to JSON only where age > 3'],
    ['convert this CSV to JSON. Skip empty rows.'],
    ['convert this CSV to JSON. Output only YAML.'],
    ['convert this CSV to JSON. Convert it to YAML.'],
    ['convert this CSV to a JSON object keyed by name'],
    ['do not convert this CSV to JSON'],
    ['how do I convert CSV to JSON'],
    ['convert JSON to markdown'],
    ['is this valid JSON?'],
    ['summarize this JSON as YAML'],
    ['pretty print this json'],
    ['write code that converts CSV to JSON'],
    ['Wandle dieses CSV in JSON um und sortiere nach Namen'],
    ['Convertis ce CSV en JSON et traduis-le'],
    ['Convierte este CSV a JSON y tradúcelo'],
    ['convert this XML to JSON'],
    ['convert this §csv to §json'],
    ['thanks'],
    [''],
    [`convert this ${'very '.repeat(200)}CSV to JSON`],
  ])('more or other than a conversion: %s', (ask) => {
    expect(readAsk(ask)).toBeNull();
  });

  it('knows when a code block is asked for', () => {
    expect(readAsk('convert this csv to json in a code block')?.isFenced).toBe(true);
    expect(readAsk('as yaml. Use a code block.')?.isFenced).toBe(true);
    expect(readAsk('as yaml')?.isFenced).toBe(false);
  });
});

describe('convertMessage', () => {
  test.each([
    ['the rest of the message', `Convert this CSV to JSON:\n\n${CSV}`],
    ['what stands before', `${CSV}\n\nConvert this CSV to JSON.`],
    ['a code block', `Convert this CSV to JSON:\n\`\`\`\n${CSV}\n\`\`\`\nThanks!`],
    ['a code block that says what it is', `to json please\n\`\`\`csv\n${CSV}\n\`\`\``],
    [
      'lines that end in the manner of Windows',
      `Convert this CSV to JSON:\r\n\r\nname,age\r\nAnna,30`,
    ],
  ])('finds the document in %s', (_name, message) => {
    expect(convertMessage(message)).toEqual({ from: 'csv', to: 'json', text: JSON_TEXT });
  });

  test.each([
    ['two code blocks', `CSV to JSON\n\`\`\`\n${CSV}\n\`\`\`\n\`\`\`\n${CSV}\n\`\`\``],
    ['an open code block', `CSV to JSON\n\`\`\`\n${CSV}`],
    ['a block that says it is something else', `CSV to JSON\n\`\`\`yaml\n${CSV}\n\`\`\``],
    ['a block in another language', `to JSON\n\`\`\`python\n${CSV}\n\`\`\``],
    ['text around it', `Hello, my name is Tom.\nConvert this CSV to JSON:\n${CSV}`],
    ['a CSV that nothing names', `to JSON:\n${CSV}`],
    ['no document', 'Convert this CSV to JSON'],
    ['the same format', `Convert this CSV to CSV:\n${CSV}`],
    ['too long a message', `Convert this CSV to JSON:\n${CSV}${'x'.repeat(300_000)}`],
  ])('leaves to a model: %s', (_name, message) => {
    expect(convertMessage(message)).toBeNull();
  });

  it('takes the ask from an instruction beside the message', () => {
    expect(convertMessage(CSV, 'Convert CSV to JSON. Output only JSON.')?.text).toBe(JSON_TEXT);
    expect(convertMessage(CSV, 'You are a pirate. Convert CSV to JSON.')).toBeNull();
    expect(convertMessage(`Sort it.\n${CSV}`, 'Convert CSV to JSON.')).toBeNull();
  });

  it('puts a code block around it when asked, longer than any within', () => {
    expect(convertMessage('as YAML in a code block:\n{"a": 1}')?.text).toBe('```yaml\na: 1\n```');
    expect(convertMessage('as YAML in a code block:\n{"a": "```"}')?.text).toBe(
      '````yaml\na: "```"\n````',
    );
  });

  it('recognises JSON and Markdown tables by themselves', () => {
    expect(convertMessage('as YAML: {"a": 1}')?.text).toBe('a: 1');
    expect(convertMessage('as CSV\n| a | b |\n|---|---|\n| 1 | 2 |')?.text).toBe('a,b\n1,2');
  });

  it('keeps the indentation of YAML', () => {
    expect(convertMessage('YAML to JSON\n\na:\n  b: 1\n')?.text).toBe(
      '{\n  "a": {\n    "b": 1\n  }\n}',
    );
  });
});
