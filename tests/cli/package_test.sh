# The Debian package: what it holds and needs, its manual and completion against the program, and its life on a machine:
# installed over an earlier version, tried, removed. That is done in a copy of this machine's root that is thrown away.
. "$TESTS/lib/ledger.sh"
root=$(dirname "$TESTS")
cd "$root" || exit 1
sample=$TESTS/../docs/sample

(cd "$(dirname "$RELEASE")" && cpack -G DEB -B "$scratch/cpack") >"$scratch/out" 2>&1 || not_ok the_package_is_made "$(tail -n 3 "$scratch/out" | short)"
package=$(ls "$scratch"/cpack/*.deb)
tree=$scratch/tree
dpkg-deb -R "$package" "$tree"
field() { dpkg-deb -f "$package" "$1"; }

# --- what it says of itself
version=$("$PROGRAM" --version | sed 's/.* //')
check its_name_has_the_version_and_the_architecture "contrepartie_${version}_$(dpkg --print-architecture).deb" "$(basename "$package")"
check its_version_is_the_program_s "$version" "$(field Version)"
check its_changelog_begins_with_the_version "contrepartie ($version) " "$(zcat "$tree/usr/share/doc/contrepartie/changelog.gz" | sed -n '1s/).*/) /p')"
check its_section_is_misc misc "$(field Section)"
# every library of Debian's that the program is linked with, of the packages that pkg-config names in CMakeLists.txt
field Depends | tr ',' '\n' | sed -E 's/^ +//; s/ \(.*//' | sort >"$scratch/depends"
objdump -p "$tree/usr/bin/contrepartie" | awk '$1 == "NEEDED" { print $2 }' |
  while read -r library; do dpkg-query -S "*/$library" 2>/dev/null | sed -n '1s/:.*//p'; done | sort -u >"$scratch/libraries"
check libraries_are_found yes "$(grep -qx libpq5 "$scratch/libraries" && grep -qx libmicrohttpd12 "$scratch/libraries" && echo yes)"
check it_depends_on_its_libraries_and_a_server "$(printf 'postgresql-15 | postgresql\n' | sort - "$scratch/libraries")" "$(cat "$scratch/depends")"

# --- what it holds
dpkg-deb -c "$package" >"$scratch/contents"
check every_file_is_root_s "" "$(grep -v ' root/root ' "$scratch/contents")"
check modes_are_ordinary "" "$(awk '$1 !~ /^(-rw-r--r--|drwxr-xr-x|lrwxrwxrwx)$/ && $6 != "./usr/bin/contrepartie"' "$scratch/contents")"
check nothing_is_outside_of_usr "" "$(awk '$6 !~ /^\.\/(usr\/.*)?$/' "$scratch/contents")"
check nothing_is_put_where_ledgers_are "" "$(grep -E '/(var|home|root)/' "$scratch/contents")"
check maintainer_scripts_are_executable "postinst postrm prerm" "$(cd "$tree/DEBIAN" && find . -type f -perm 755 | sed 's/..//' | sort | paste -sd ' ')"
for script in postinst postrm prerm; do exits "${script}_is_a_script" 0 sh -n "$tree/DEBIAN/$script"; done
check the_program_is_there "contrepartie $version" "$("$tree/usr/bin/contrepartie" --version)"
check the_program_carries_no_symbols "" "$(objdump -h "$tree/usr/bin/contrepartie" | grep -F .debug_)"
check the_sample_world_is_there "" "$(diff -r "$sample" "$tree/usr/share/contrepartie/sample")"
doc=$tree/usr/share/doc/contrepartie
check the_documentation_is_there "" "$(diff -rq "$root/docs" "$doc/docs" | grep -v -E "^Only in $root/docs(/reference)?: .*(\.sh|man)\$")"
find "$doc" -name '*.md' | while read -r page; do
  awk '/^```/ { code = !code } !code' "$page" | sed 's/`[^`]*`//g' | grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//; s/#.*//' | while read -r link; do
    case $link in *://* | '') continue ;; esac
    [ -e "$(dirname "$page")/$link" ] || echo "$page: $link"
  done
done >"$scratch/broken"
check links_of_its_documentation_exist "" "$(cat "$scratch/broken")"

# --- the service
unit=$tree/usr/lib/systemd/system/contrepartie.service
contains the_service_serves_a_socket_behind_a_proxy "serve --socket /run/contrepartie/web.sock --user-header X-Remote-User" "$unit"
check the_service_is_not_enabled "" "$(grep -E 'wants|requires' "$scratch/contents")"
lacks the_service_is_not_started "deb-systemd-invoke start" "$tree/DEBIAN/postinst"
# nice() in an import ended the service when it was
check the_service_may_lower_its_priority "" "$(grep '^SystemCallFilter=~.*@resources' "$unit")"
if command -v systemd-analyze >/dev/null; then
  mkdir "$scratch/units"
  sed "s,^ExecStart=contrepartie,ExecStart=$tree/usr/bin/contrepartie," "$unit" >"$scratch/units/contrepartie.service"
  exits the_service_is_understood 0 systemd-analyze verify --man=no "$scratch/units/contrepartie.service"
  check the_service_is_understood_whole "" "$(grep -F contrepartie.service "$scratch/err")"
  exits the_service_is_hardened 0 systemd-analyze security --offline=yes --threshold=20 "$scratch/units/contrepartie.service"
else
  echo "# no systemd-analyze here: whether the service is hardened is not examined"
fi

# --- the manual: all that the help says, and nothing that the sources do not
for language in en fr; do
  [ $language = en ] && page=$tree/usr/share/man/man1/contrepartie.1.gz || page=$tree/usr/share/man/fr/man1/contrepartie.1.gz
  zcat "$page" >"$scratch/page.$language"
  sh docs/man/page.sh $language >"$scratch/asked" 2>&1
  same_file "manual_${language}_is_what_the_program_says" "$scratch/asked" "$scratch/page.$language"
  sed 's/\\-/-/g' "$scratch/page.$language" >"$scratch/words"
  {
    c --lang $language help
    for command in $(c help | sed -n '/^Commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p'); do echo "  $command"; c --lang $language help "$command"; done
  } >"$scratch/help"
  check "manual_${language}_has_the_help" yes "$(grep -q -- '--keep-original' "$scratch/help" && echo yes)"
  # an option, a limit or a command, and what is said of it
  sed -nE 's/^ +((-., )?--[a-z-]+( [^ ]+)?) +([^ ].*)$/\\fB\1\\fR\t\4/p; s/^  ([a-z-]+=[0-9]+[KMG]?) +(.*)/\\fB\1\\fR\t\2/p; s/^  ([a-z]+)$/.SS \1\t/p' "$scratch/help" |
    while IFS=$tab read -r name text; do
      grep -qxF -- "$name" "$scratch/words" && { [ -z "$text" ] || grep -qF -- "$text" "$scratch/words"; } || printf '%s %s\n' "$name" "$text"
    done >"$scratch/missing"
  check "manual_${language}_leaves_out_nothing" "" "$(cat "$scratch/missing")"
  check "manual_${language}_has_every_command" "$(c help | sed -n '/^Commands:$/,/^$/p' | grep -c '^  ')" "$(grep -c '^\.SS ' "$scratch/words")"
  # exit statuses and variables, against the sources
  check "manual_${language}_has_the_exit_statuses" "$(sed -nE 's/^ +OUTCOME_[A-Z_]+ = ([0-9]+),.*/\1/p' include/contrepartie/failure.h | sort -n)" \
    "$(sed -nE 's/^\.B ([0-9]+)$/\1/p' "$scratch/words" | sort -n)"
  check "manual_${language}_has_the_variables" \
    "$(grep -rhoE 'getenv\("[A-Z_]+"\)' ledger importers | sed 's/.*("//; s/").*//' | grep -vxE 'HOME|USER|DISPLAY|WAYLAND_DISPLAY' | sort -u)" \
    "$(grep -E '^\.BR? [A-Z]+_?[A-Z]' "$scratch/words" | grep -oE '[A-Z][A-Z_]+[A-Z]' | sort -u)"
  groff -man -ww -K utf8 -T utf8 "$scratch/page.$language" >/dev/null 2>"$scratch/warnings"
  check "manual_${language}_is_good_roff" "" "$(cat "$scratch/warnings")"
done

# --- completion: what the help says
complete_words() { # WORDS...: what a tab offers after them
  bash -c '. "$0"; program=$1; shift; COMP_WORDS=(contrepartie "$@"); COMP_CWORD=$#
    _contrepartie "$program" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"; echo "${COMPREPLY[*]}"' \
    "$tree/usr/share/bash-completion/completions/contrepartie" "$tree/usr/bin/contrepartie" "$@"
}
check completion_offers_the_commands "$(c help | sed -n '/^Commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p' | paste -sd ' ')" "$(complete_words '')"
for command in $(complete_words ''); do
  check "completion_offers_the_options_of_$command" "$({ c help; c help "$command"; } | sed -nE 's/^ +(-., )?(--[a-z-]+).*/\2/p' | paste -sd ' ')" "$(complete_words "$command" --)"
done
check completion_offers_the_reports "$(c report | sed 's/ .*//' | paste -sd ' ')" "$(complete_words report '')"
check completion_offers_verbs "list show reconcile" "$(complete_words institutions '')"
check completion_offers_verbs_below_a_verb "accept refuse" "$(complete_words institutions reconcile '')"
check completion_sees_the_command_behind_options spending "$(complete_words -D /tmp --lang = fr -q report spen)"
check completion_offers_values "en fr" "$(complete_words --lang '')"
check completion_offers_books "accounts budget vouchers commitments" "$(complete_words journal --book '')"
check completion_offers_levels "breach finding check" "$(complete_words findings --fail-on '')"
check completion_offers_limits "$(c help import | sed -nE 's/^  ([a-z-]+=).*/\1/p' | paste -sd ' ')" "$(complete_words import --limit '')"

# --- its life on a machine, in a copy of this one's root that lives in memory
machine=$scratch/machine
mkdir "$machine" "$machine/over" "$machine/root"
cat >"$machine/copy.sh" <<'COPY'
machine=$1; shift
mount -t tmpfs -o size=2g tmpfs "$machine/over" && mkdir "$machine/over/upper" "$machine/over/work" &&
  mount -t overlay -o "lowerdir=/,upperdir=$machine/over/upper,workdir=$machine/over/work" overlay "$machine/root" &&
  mount --rbind /dev "$machine/root/dev" && mount -t proc proc "$machine/root/proc" && mount -t tmpfs tmpfs "$machine/root/run" &&
  mount -t tmpfs -o mode=1777 tmpfs "$machine/root/tmp" && cp "$machine"/*.deb "$machine/life.sh" "$machine/root/tmp" &&
  rm -rf "$machine/root/var/lib/contrepartie" && { chroot "$machine/root" dpkg --purge contrepartie >/dev/null 2>&1; exec chroot "$machine/root" "$@"; }
COPY
in_copy() { unshare -m -p -f --kill-child sh "$machine/copy.sh" "$machine" "$@"; }
cp "$package" "$machine/new.deb"
sed -i 's/^Version: .*/Version: 0.0.1/' "$tree/DEBIAN/control"
dpkg-deb --root-owner-group -b "$tree" "$machine/old.deb" >/dev/null
cat >"$machine/life.sh" <<'LIFE'
# prints "NAME VALUE" lines
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
cd /tmp
step() { name=$1; shift; "$@" >"/tmp/$name" 2>&1; echo "$name $?"; }
step old_installed dpkg -i old.deb
step world_imported contrepartie import -q /usr/share/contrepartie/sample/CA-*.xml /usr/share/contrepartie/sample/register.xml
contrepartie report compensation -O csv >/tmp/before
echo "version_before $(dpkg-query -W -f '${Version}' contrepartie)"
step upgraded dpkg -i new.deb
echo "version_after $(dpkg-query -W -f '${Version}' contrepartie)"
contrepartie report compensation -O csv >/tmp/after
echo "figures_after_upgrade $(cmp -s /tmp/before /tmp/after && wc -l </tmp/after)"
step well contrepartie doctor
echo "data_before_removal $(cat /var/lib/contrepartie/cluster/PG_VERSION)"
echo "account $(stat -c %U /var/lib/contrepartie)"
contrepartie serve --no-browser --lang en >/tmp/link 2>/dev/null & server=$!
for attempt in $(seq 100); do [ -s /tmp/link ] && break; sleep 0.1; done
address=$(sed 's,^http://,,; s,/.*,,' /tmp/link)
get() { printf 'GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nConnection: close\r\n\r\n' "$1" "$address" "$2" | socat -t 30 - "TCP:$address"; }
cookie=$(get "/$(sed 's,.*/,,' /tmp/link)" '' | tr -d '\r' | sed -n 's/^Set-Cookie: \([^;]*\).*/\1/p')
echo "page_without_cookie $(get /transfers '' | sed -n '1s/[^ ]* \([0-9]*\).*/\1/p')"
get /transfers "$cookie" >/tmp/page
echo "page $(sed -n '1s/[^ ]* \([0-9]*\).*/\1/p' /tmp/page) $(grep -c 'T-MUSEE' /tmp/page)"
kill -INT $server; wait $server
echo "served $?"
step removed dpkg -r contrepartie
echo "program_after_removal $(ls /usr/bin/contrepartie 2>/dev/null)"
echo "data_after_removal $(cat /var/lib/contrepartie/cluster/PG_VERSION)"
step purged dpkg -P contrepartie
echo "data_after_purge $(cat /var/lib/contrepartie/cluster/PG_VERSION)"
echo "left_behind $(find /usr /etc -xdev -newer /tmp/before -name '*contrepartie*' | paste -sd ' ')"
step installed_again dpkg -i new.deb
contrepartie report compensation -O csv >/tmp/after
echo "figures_after_all $(cmp -s /tmp/before /tmp/after && wc -l </tmp/after)"
contrepartie db stop
for name in old_installed world_imported upgraded well removed purged installed_again; do sed "s/^/# $name: /" "/tmp/$name"; done
LIFE
if in_copy true 2>"$scratch/err"; then
  in_copy sh /tmp/life.sh >"$scratch/life" 2>&1
  said() { sed -n "s/^$1 //p" "$scratch/life"; }
  went() { check "$1" 0 "$(said "$1")"; [ "$(said "$1")" = 0 ] || grep "^# $1: " "$scratch/life"; }
  lines=$(($(wc -l <"$sample/expected_compensation.csv")))
  for step in old_installed world_imported upgraded well served removed purged installed_again; do went $step; done
  check the_earlier_version_was_there 0.0.1 "$(said version_before)"
  check the_version_is_the_new_one "$version" "$(said version_after)"
  check an_upgrade_keeps_the_figures "$lines" "$(said figures_after_upgrade)"
  check a_page_is_kept_from_strangers 401 "$(said page_without_cookie)"
  check a_page_shows_the_sample_world yes "$(said page | awk '{ print ($1 == 200 && $2 > 0) ? "yes" : $0 }')"
  check the_account_of_the_package_runs_root_s_ledger contrepartie "$(said account)"
  check removal_takes_the_program "" "$(said program_after_removal)"
  check there_are_data yes "$(said data_before_removal | grep -q '^1[0-9]$' && echo yes)"
  check removal_leaves_the_data "$(said data_before_removal)" "$(said data_after_removal)"
  check purge_leaves_the_data "$(said data_before_removal)" "$(said data_after_purge)"
  check purge_leaves_nothing_else "" "$(said left_behind)"
  check the_data_are_found_again "$lines" "$(said figures_after_all)"
else
  echo "# no copy of this machine can be made here ($(head -n 1 "$scratch/err")): the package is unpacked, and not installed"
  ledger=$scratch/unpacked
  export LC_ALL=C.UTF-8
  exits the_unpacked_program_imports_the_world 0 "$tree/usr/bin/contrepartie" -D "$ledger" import -q "$tree"/usr/share/contrepartie/sample/CA-*.xml "$tree/usr/share/contrepartie/sample/register.xml"
  exits the_unpacked_program_is_well 0 "$tree/usr/bin/contrepartie" -D "$ledger" doctor
fi
finished
