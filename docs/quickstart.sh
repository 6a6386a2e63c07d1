#!/bin/sh
# From a bare Debian 12 to the first compensation report: installs what is missing, builds, imports the sample
# accounts (fictional bodies), prints the report and the findings. The ledger is in build/quickstart.
# CONTREPARTIE_BUILT names a program that is built already.
set -eu
cd "$(dirname "$0")/.."
PROGRAM=${CONTREPARTIE_BUILT:-$PWD/build/contrepartie}
if [ -z "${CONTREPARTIE_BUILT:-}" ]; then
  . tests/lib/install.sh
  install_packages ""
  echo "# build"
  cmake --preset release >/dev/null
  cmake --build --preset release -j "$(nproc)" >build/build.log 2>&1 || { cat build/build.log; exit 1; }
fi

LEDGER=${CONTREPARTIE_QUICKSTART:-$PWD/build/quickstart}
contrepartie() { "$PROGRAM" -D "$LEDGER" --no-pager "$@"; }

echo "# contrepartie import docs/sample/*.xml"
contrepartie import docs/sample/CA-*.xml docs/sample/register.xml
echo
echo "# contrepartie report compensation"
contrepartie report compensation
echo
echo "# contrepartie findings"
contrepartie findings
echo
echo "Your own accounts: build/contrepartie import CA2023.xml"
