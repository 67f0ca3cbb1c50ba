/**
 * What it is about, how the answer should look, and in what tone it is said: one idea per line.
 * `name: words`; a word may stand for several ideas. Inflections of English words are made from these.
 */
export const THINGS = `
code: code snippet script function functions method class program algorithm loop array string regex parser module library package api cli bot webapp codebase repo repository file files source bash shell quellcode funktion fonction función funzione função functie
lang-code: python javascript typescript java kotlin swift rust golang go ruby php perl scala haskell c++ cpp c# csharp dotnet matlab r julia lua dart elixir erlang cobol fortran vba solidity assembly powershell react vue angular svelte django flask rails spring laravel node nodejs express fastapi nextjs
sql: sql query queries select join mysql postgres postgresql sqlite mongodb mongo bigquery snowflake redis cypher table column index stored procedure abfrage requête consulta interrogazione
bugreport: reproduce reproduction expected actual behavior behaviour environment version stacktrace traceback log logs screenshot
request: proposal propose wish enhancement
devops: docker dockerfile compose kubernetes k8s helm terraform ansible jenkins ci cd pipeline workflow nginx systemd cron makefile webpack vite eslint prettier tsconfig env venv conda npm yarn pnpm pip brew apt ubuntu linux ssh vpc aws gcp azure lambda s3 cluster port localhost server
git: git branch branches merge rebase push pull stash checkout origin remote main master head tag reset revert
live: production prod live main master customers users everyone all tenant tenants cluster fleet payroll bank produktiv produktion producción produzione produção
environment: staging dev local sandbox localhost test preview
howask: how wie comment cómo come como hoe jak nasıl как
whatask: what what's which who when where whats was welche wer wann wo quoi quel quelle qui quand où qué cuál quién cuándo dónde cosa quale chi quando dove qual quem onde wat welke wie wanneer waar co kto ne kim что кто где
whyask: why warum wieso pourquoi perché waarom dlaczego neden почему
canask: is are does do did can could would ist sind hat est sont es son è sono é são
difference: difference differences versus vs between compared unterschied différence diferencia differenza diferença verschil
one-word: word single exactly one only just label answer respond reply return output nur seulement solo sólo apenas alleen
no-prose: explanation prose commentary preamble else nothing verbatim strictly valid raw
limit: words sentences sentence characters paragraph paragraphs bullet bullets lines tokens wörter sätze mots phrases palabras frases parole frasi palavras woorden zinnen
given: following below above attached this these text passage paragraph document article excerpt transcript context input content text: folgenden absatz unten suivant texte siguiente texto abajo seguente testo sotto seguinte abaixo volgende tekst hieronder
review-text: review reviews feedback comment comments rating stars product purchase bought restaurant movie hotel
customer: customer customers client user ticket tickets support complaint complaints order orders refund shipping delivery billing invoice subscription account kunde kundin commande cliente pedido ordine klant bestelling
medical: patient patients doctor dose dosage medication medicine symptoms symptom diagnosis hospital nurse clinical blood pain allergy pregnant surgery emergency fever tablet arzt patientin medikament schmerzen médecin médicament douleur médico medicamento dolor medico farmaco dolore remédio arts medicijn
money: payment payments invoice tax taxes loan mortgage salary bank transfer account price cost budget investment stock insurance premium pension steuer rechnung konto impôt facture banque impuesto factura banco tassa fattura banca imposto fatura belasting
danger: danger emergency suicide overdose fire gas weapon urgent fraud safety hazard recall evacuate notfall gefahr urgence peligro emergencia pericolo emergenza perigo
meeting: meeting meetings transcript minutes notes call standup participants attendees besprechung réunion reunión riunione reunião vergadering
person: friend boss colleague manager team mother father wife husband daughter son neighbor teacher student client landlord chef kollege patron collègue jefe compañero capo collega chefe
school: homework exam assignment class course teacher student grade lecture university school thesis hausaufgabe prüfung devoir examen tarea esame compito prova lição huiswerk
travel: trip travel vacation holiday flight hotel itinerary days city reise urlaub voyage vacances viaje vacaciones viaggio vacanze viagem férias reis vakantie
food: recipe cook cooking dinner lunch meal bake ingredients kitchen rezept kochen recette cuisine receta cocina ricetta cucina receita recept
fitness: workout exercise diet weight training muscle run marathon gym sleep habit
weather: weather rain temperature forecast wetter météo clima tempo
thanks: thanks thank thx ty cheers great awesome cool nice perfect ok okay danke merci gracias grazie obrigado obrigada bedankt dzięki teşekkürler спасибо
greeting: hi hello hey yo sup greetings morning evening hallo bonjour salut hola ciao buongiorno olá oi hoi cześć merhaba привет
bot: bot robot ai chatbot assistant yourself human real alive name joke funny
continue: continue proceed go ahead next resume keep going again retry weiter continúa continua verder
approve: yes approved agreed sure ok sounds option accept ja oui sí genau
done: done finished pushed merged committed works working fertig fini listo fatto pronto klaar
sequence: first then finally afterwards step phase stage
persona: expert specialist senior engineer assistant consultant professional identity purpose role proactively
useagent: proactively specifically invoke
tooltask: read grep glob search find explore locate locations paths path line lines report thorough codebase structure
`;
