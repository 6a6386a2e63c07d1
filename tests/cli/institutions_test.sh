# Institutions that several bodies finance: agreements and their revisions, the kind of each difference, what answers what
# and who decides, flows drawn, spending consolidated.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"
. "$TESTS/lib/orders.sh"
SUDO_USER=greffe # who is behind root
export SUDO_USER

status() { c import -O csv "$@" 2>"$scratch/messages" | tail -n 1 | cut -d, -f2; }
refused() { # refused NAME TEXT: the agreements of standard input, refused with a message that holds the text
  register "$scratch/wrong.xml"
  exits "$1 is refused" 65 c import "$scratch/wrong.xml"
  contains "$1 is refused for that" "$2" "$scratch/err"
}
plan() { columns "$1" report funding-plan --entity "$2" ${3:+--year $3} | paste -sd' ' -; }
kinds() { columns year,paid,received,difference,kind report reconciliation --entity "$1" | paste -sd' ' -; }

TOWN_SIRET=$(siret "$TOWN") STAGE_SIRET=$(siret "$STAGE") NORTH_SIRET=$(siret "$NORTH") STATE_SIRET=$(siret "$STATE")

