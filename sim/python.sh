# To be sourced: installs packages of PyPI in build/venv.

venv=build/venv

# Debian keeps the part of Python that makes environments apart: prints the package that lacks.
python_missing() {
  python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

# install_python <package>...: installs those that are missing; python_installed says which.
install_python() {
  [[ -x $venv/bin/pip ]] || python3 -m venv "$venv"
  # Names of packages have no blanks.
  # shellcheck disable=SC2207
  python_installed=($("$venv/bin/python" - "$@" <<'PYTHON'
import importlib.metadata
import sys

have = {d.metadata["Name"].lower().replace("_", "-") for d in importlib.metadata.distributions()}
print(*(name for name in sys.argv[1:] if name not in have))
PYTHON
  ))
  ((${#python_installed[@]})) || return 0
  echo "Installing ${python_installed[*]} in $venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "${python_installed[@]}"
}
