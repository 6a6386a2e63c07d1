# What the browser refuses, in words: each says what is missing or what is not there, and nothing is written.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/web.sh"
sample=$TESTS/../docs/sample

must import -q "$sample"/CA-2021-*.xml "$sample/register.xml"
printf '64111 311 D 1.00 1.00\n' | budget CA 99304004700017 2019 >"$scratch/own.xml"
serve
enter
before=$(state)
# told NAME STATUS WORDS: of the last answer
told() { check "$1" "$2" "$status"; contains "$1: it says so" "$3" "$scratch/body"; }
got() { status=$(w "$site$2"); told "$1" "$3" "$4"; } # got NAME PATH STATUS WORDS
refuses() { sent_name=$1 sent_path=$2 sent_wanted=$3 sent_words=$4; shift 4; status=$(post "$sent_path" "$@"); told "$sent_name" "$sent_wanted" "$sent_words"; }

got "a page that is not there" /nothing 404 "there is no page /nothing"
got "a report that is not there" /reports/nothing.csv 404 "no report is called nothing"
got "a report that is not drawn" /reports/spending.svg 400 "only flows are drawn"
got "an audit report in another form" /audit.csv 400 "the audit report is a page, xlsx or ods"
got "a rule that is not there" /findings/CMP-999 404 "there is no rule CMP-999"
got "an import that is not there" /imports/99 404 "there is no import 99"
got "what is no entry" /entries/x 400 "an entry is DOCUMENT/SIREN/NUMBER"
got "an entry that is not there" /entries/1/993040047/999999 404 "there is no such entry"

refuses "an import of nothing" /imports 400 "which file?" -d ""
refuses "an import that passes a check without a reason" /imports 400 "--override needs --reason" -F override=TOT-201 -F "file=@$scratch/own.xml"
refuses "an import again that is not there" /imports/99 404 "there is no import 99" -d "replace=1"
refuses "a finding put aside without a reason" /findings/CMP-004 400 "which transfer, and why?" -d transfer=T-ENSEIGNEMENT
refuses "a finding of several years put aside" /findings/CMP-004 400 "a waiver is for one year, or for all" -d "transfer=T-ENSEIGNEMENT&reason=x&year=2021..2022"
refuses "a rule that is not there put aside" /findings/CMP-999 404 "there is no rule CMP-999" -d "transfer=T-ENSEIGNEMENT&reason=x"
refuses "a reconciliation of nothing" /reconciliation 400 "which proposal, accepted or refused?" -d decision=accepted
refuses "a reconciliation without a reason" /reconciliation 400 "a decision needs a reason" -d "proposal=1&decision=accepted"
refuses "a reconciliation that is not there" /reconciliation 404 "there is nothing to decide under x" -d "proposal=x&decision=refused&reason=y"
refuses "a simulation of nothing" /simulation 400 "which register?" -d ""
printf "64111 311 D 1.00 1.00\n73111 01 R 1.00 1.00\n" | budget CA 99304004700017 2018 >"$scratch/balanced.xml"
study="-F file=@$sample/register.xml"
refuses "a simulation over no years" /simulation 400 "the years of the mean are 1 to 50" $study -F operating-years=51
refuses "a simulation by another key" /simulation 400 "the key is population or spending" $study -F key=x
refuses "a simulation of what is in force" /simulation 422 "this register is in force already" $study
refuses "a simulation of an account" /simulation 422 "a study is a register, not a totem document" -F "file=@$scratch/balanced.xml"
check "nothing of all these is written" "$before" "$(state)"
stop

serve --incognito
enter
got "a file, while amounts are hidden" /reports/spending.xlsx 403 "no file leaves while amounts are hidden"
got "the audit report, while amounts are hidden" /audit 403 "no file leaves while amounts are hidden"
exits "a port that is taken" 69 timeout 20 "$PROGRAM" -D "$ledger" --lang en serve --no-browser --port "$port"
contains "a port that is taken: it says so" "cannot listen on port $port" "$scratch/err"
stop

serve --limit file-size=1K
enter
head -c 2000 /dev/zero >"$scratch/large.xml"
refuses "a file larger than is taken" /imports 413 "larger than this server takes" -F "file=@$scratch/large.xml"
stop
check "nothing of it is written" "$before" "$(state)"
exits "a user's name without a proxy" 2 timeout 20 "$PROGRAM" -D "$ledger" --lang en serve --no-browser --user-header X-User
contains "a user's name without a proxy: it says so" "--user-header needs --socket" "$scratch/err"
exits "a socket with too long a path" 2 timeout 20 "$PROGRAM" -D "$ledger" --lang en serve --no-browser --socket "/$(printf %0200d 0)"
contains "a socket with too long a path: it says so" "the path of a socket has at most" "$scratch/err"
finished
