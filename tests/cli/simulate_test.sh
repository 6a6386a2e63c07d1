# Transfers that do not exist yet: the studies of docs/sample/simulations, with figures computed by hand, and a ledger that is
# the same afterwards to the last row.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"
studies=$TESTS/../docs/sample/simulations
sample=$TESTS/../docs/sample

# The checksum of every table, with its number of rows; sequences are numbers that were taken, not content.
cat >"$scratch/fingerprint.sql" <<'Q'
select format('select %L, count(*), md5(coalesce(string_agg(t::text, E''\n'' order by t::text), '''')) from %I.%I t', schemaname || '.' || tablename, schemaname, tablename)
from pg_tables where schemaname = 'contrepartie' order by 1 \gexec
Q
fingerprint() { c db psql -- -AtqX -f "$scratch/fingerprint.sql"; }
simulate() { study=$1; shift; columns siren,share,right,difference,verdict simulate "$studies/$study.xml" "$@" | paste -sd' ' -; }
total() { study=$1; shift; columns right simulate "$studies/$study.xml" "$@" | awk '{ cents += $1 * 100 } END { printf "%.2f", cents / 100 }'; }
REGION=993020023 CITY=993040047

# --- before anything is imported: a study needs no accounts

check a_study_without_accounts_has_no_charge "0.00 0.00" "$(columns charge simulate "$studies/orchestras.xml" | paste -sd' ' -)"

must import -q "$sample"/CA-*.xml "$sample/register.xml"
fingerprint >"$scratch/before"
c report compensation -O csv >"$scratch/compensation-before"
check the_fingerprint_sees_the_tables yes "$(grep -q '^contrepartie.entry|[1-9]' "$scratch/before" && echo yes)"

# --- monuments.xml: mean of five investment years, without VAT (20 %) and contributions, index travaux up to 2023
# (2020: 0.8 %, 2021: 4.2 %, 2022: 6.1 %, 2023: 3.5 %)
#   2019  41 200 000 / 1.20 = 34 333 333.33… x 1.008 x 1.042 x 1.061 x 1.035 = 39 600 434.83536
#   2020  38 450 000 / 1.20 = 32 041 666.66… x 1.042 x 1.061 x 1.035         = 36 663 890.80125
#   2021  (44 120 000 - 1 200 000) / 1.20 = 35 766 666.66… x 1.061 x 1.035   = 39 276 628.50
#   2022  39 870 000 / 1.20 = 33 225 000 x 1.035                             = 34 387 875.00
#   2023  36 540 000 / 1.20                                                  = 30 450 000.00
#   180 378 829.13661 / 5 = 36 075 765.827322, so 36 075 765.83
# Without an index: 165 816 666.66… / 5 = 33 163 333.33.
# By population, 1 204 000 + 2 410 000 + 786 000 = 4 400 000 (the register gives no keys):
#   27.3636 %  9 871 641.377…  54.7727 %  19 759 680.829…  17.8636 %  6 444 443.623…
#   in whole cents .37, .82, .62: 2 cents are left, for the remainders .77… and .96…: 9 871 641.38, 19 759 680.83, 6 444 443.62
# Against today: 9 800 000 (+71 641.38), 14 350 000 (+5 409 680.83), 8 900 000 (-2 455 556.38).

check monuments_by_population "$REGION,27.3636,9871641.38,71641.38,gains 993510015,54.7727,19759680.83,5409680.83,gains 993510023,17.8636,6444443.62,-2455556.38,loses" \
  "$(simulate monuments)"
check monuments_total 36075765.83 "$(total monuments)"
# 33 163 333.33: 9 074 693.938…, 18 164 462.119…, 5 924 177.272…: one cent is left, for .93 (remainder .8481)
check monuments_without_an_index "$REGION,27.3636,9074693.94,-725306.06,loses 993510015,54.7727,18164462.12,3814462.12,gains 993510023,17.8636,5924177.27,-2975822.73,loses" \
  "$(simulate monuments --index none)"
check monuments_without_an_index_total 33163333.33 "$(total monuments --index none)"
check the_assumption_is_printed "mean of 0 operating and 5 investment years; no index" \
  "$(c simulate "$studies/monuments.xml" --index none -O csv | sed -n '2s/.*"\(.*\), \(.*\)"$/\1; \2/p')"
# the right at the horizon, four years of 2 % to 2027: 9 871 641.38 x 1.02^4 = 10 685 382.0986…; the region's own charge is
# its investment in function 312 in 2023
check monuments_at_the_horizon "611441.22,2027,10685382.10" "$(columns charge,horizon,right_at_horizon simulate "$studies/monuments.xml" | head -n 1)"
check without_an_index_there_is_no_horizon "2024,9074693.94" "$(columns horizon,right_at_horizon simulate "$studies/monuments.xml" --index none | head -n 1)"

# --- orchestras.xml: the last three operating years, index prix up to 2023 (2021: 1.6 %, 2022: 5.3 %, 2023: 4.8 %), less 120 000
#   2019  3 310 000 x 1.016 x 1.053 x 1.048 = 3 711 174.33024
#   2020  3 290 000 x 1.016 x 1.053 x 1.048 = 3 688 750.31616
#   2021  3 180 000 x 1.053 x 1.048         = 3 509 269.92
#   2022  3 050 000 x 1.048                 = 3 196 400.00
#   2023                                      2 960 000.00
#   three years: 9 665 669.92 / 3 - 120 000 = 3 101 889.9733…; five: 17 065 594.5664 / 5 - 120 000 = 3 293 118.91328
# Keys 0.6 and 0.4: 1 861 133.982 and 1 240 755.988: the last cent goes to the second: .98 and .99.

check orchestras_by_the_register_s_keys "$REGION,60.0000,1861133.98,-38866.02,loses $CITY,40.0000,1240755.99,180755.99,gains" "$(simulate orchestras)"
check orchestras_own_charge_and_horizon "2402506.45,2025,1932527.08 1571404.08,2025,1288351.39" \
  "$(columns charge,horizon,right_at_horizon simulate "$studies/orchestras.xml" | paste -sd' ' -)"
# 3 293 118.91: 1 975 871.346 and 1 317 247.564: .34 and .56, one cent left for .6 of a cent: .35
check orchestras_over_five_years "$REGION,60.0000,1975871.35,75871.35,gains $CITY,40.0000,1317247.56,257247.56,gains" "$(simulate orchestras --operating-years 5)"
# one year: 2 960 000 - 120 000 = 2 840 000: 1 704 000 and 1 136 000
check orchestras_of_the_last_year "$REGION,60.0000,1704000.00,-196000.00,loses $CITY,40.0000,1136000.00,76000.00,gains" "$(simulate orchestras --operating-years 1)"
# without an index 9 190 000 / 3 - 120 000 = 2 943 333.33: 1 765 999.998 and 1 177 333.332: whole cents 1 765 999.99 and
# 1 177 333.33, one left for the first
check orchestras_without_an_index "$REGION,60.0000,1766000.00,-134000.00,loses $CITY,40.0000,1177333.33,117333.33,gains" "$(simulate orchestras --index none)"
# by population, 1 204 000 and 148 000 of 1 352 000: 3 101 889.97 x 0.890532… = 2 762 333.967…; 339 556.002…
check orchestras_by_population "$REGION,89.0533,2762333.97,862333.97,gains $CITY,10.9467,339556.00,-720444.00,loses" "$(simulate orchestras --key population)"
# by what each spends on functions 311 and 316, 2021 to 2023 (expected_spending.csv): 1 299 140.63 + 1 018 583.68 + 1 349 895.21
# + 1 013 076.40 + 1 375 545.88 + 1 026 960.57 = 7 083 202.37; 536 653.23 + 989 453.07 + 560 845.73 + 992 127.54 + 579 916.53
# + 991 487.55 = 4 650 483.65: 60.3664 %: 1 872 498.918… and 1 229 391.051…
check orchestras_by_spending "$REGION,60.3664,1872498.92,-27501.08,loses $CITY,39.6336,1229391.05,169391.05,gains" "$(simulate orchestras --key spending)"
# by a file: 7 and 5 of 12: 1 809 435.815…, 1 292 454.154…: whole cents .81 and .15, one left for the first
printf 'siren;weight\n%s;7\n%s;5\n' $REGION $CITY >"$scratch/keys.csv"
check orchestras_by_a_file "$REGION,58.3333,1809435.82,-90564.18,loses $CITY,41.6667,1292454.15,232454.15,gains" "$(simulate orchestras --key "$scratch/keys.csv")"
printf '%s,0.7\r\n%s,0.5\r\n' $REGION $CITY >"$scratch/keys-comma.csv"
check a_key_without_a_heading "$(simulate orchestras --key "$scratch/keys.csv")" "$(simulate orchestras --key "$scratch/keys-comma.csv")"
for key in population spending "$scratch/keys.csv"; do
  check "shares_by_$(basename "$key" .csv)_make_the_total" "3101889.97 36075765.83" \
    "$(total orchestras --key "$key") $([ "$key" = "$scratch/keys.csv" ] && echo 36075765.83 || total monuments --key "$key")"
done

# --- mistakes are told, not computed

told() { # told NAME STATUSES COMMAND...: one of those exit codes, and a reason
  name=$1 wanted=$2; shift 2
  "$@" >"$scratch/out" 2>"$scratch/err"; status=$?
  case " $wanted " in
    *" $status "*) check "$name" told "$([ -s "$scratch/err" ] && echo told || echo "exit $status without a word")" ;;
    *) not_ok "$name" "exit $status, not $wanted: $(tail -n 1 "$scratch/err" | head -c 300)" ;;
  esac
}
told an_index_that_the_study_does_not_give "2 65" c simulate "$studies/monuments.xml" --index prix
told no_years_at_all 2 c simulate "$studies/orchestras.xml" --operating-years 0
told years_that_are_no_number 2 c simulate "$studies/orchestras.xml" --operating-years 3x
told a_key_file_that_is_not_there 66 c simulate "$studies/orchestras.xml" --key "$scratch/none.csv"
printf 'siren;weight\n%s;sept\n' $REGION >"$scratch/words.csv"
told a_key_that_is_no_number 65 c simulate "$studies/orchestras.xml" --key "$scratch/words.csv"
contains a_key_that_is_no_number_names_the_line "words.csv:2" "$scratch/err"
printf '%s;nan\n%s;1\n' $REGION $CITY >"$scratch/nan.csv"
told a_key_that_is_not_finite "2 65" c simulate "$studies/orchestras.xml" --key "$scratch/nan.csv"
printf '%s;-1\n%s;2\n' $REGION $CITY >"$scratch/negative.csv"
told a_negative_key "2 65" c simulate "$studies/orchestras.xml" --key "$scratch/negative.csv"
printf '993610013;1\n' >"$scratch/nobody.csv"
told a_key_that_weighs_nobody "2 65" c simulate "$studies/orchestras.xml" --key "$scratch/nobody.csv"
told no_study 2 c simulate
told a_study_that_is_not_there 66 c simulate "$scratch/none.xml"
told a_study_that_does_not_hold 65 c simulate "$TESTS/data/register/unknown_body.xml"
told an_account_is_no_study 65 c simulate "$sample/CA-2023-region.xml"
told a_register_in_force_is_no_study "2 65" c simulate "$sample/register.xml"

# --- nothing was written

fingerprint >"$scratch/after"
same_file every_table_is_as_it_was "$scratch/before" "$scratch/after"
c report compensation -O csv >"$scratch/compensation-after"
same_file the_reports_are_as_they_were "$scratch/compensation-before" "$scratch/compensation-after"
check no_study_is_a_transfer "" "$(c transfers -O csv | grep -o 'H-[A-Z]*')"
exits verify_is_clean 0 c verify

finished
