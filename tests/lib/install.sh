# Packages by name, for a bare Debian 12. Sourced by tests/run.sh and docs/quickstart.sh.
BUILD_PACKAGES="gcc cmake make pkg-config libpq-dev libxml2-dev libssl-dev libzstd-dev zlib1g-dev libarchive-dev libxlsxwriter-dev libsmartcols-dev libmicrohttpd-dev postgresql-15"
TEST_PACKAGES="libcmocka-dev libxml2-utils hledger ledger socat faketime clang-14 libclang-rt-14-dev clang-tidy cppcheck valgrind dpkg-dev file groff-base curl iproute2 unzip chromium chromium-driver python3 libreoffice-calc-nogui"

install_packages() {
  missing=""
  for package in $BUILD_PACKAGES ${1-$TEST_PACKAGES}; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  echo "# installing:$missing"
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root=sudo
  # a cluster of Debian's own is not needed: the program makes its own
  $as_root mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
