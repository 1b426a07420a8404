#!/bin/bash
# Builds tfjs-node in a folder of its own, where its download of libtensorflow is refused: the addon is compiled against
# the library and headers in PyPI's tensorflow-cpu, which has the same C interface.
#   test/train/backend-native.sh FOLDER
#   BITBEAT_TFJS_NODE=FOLDER/node_modules/@tensorflow/tfjs-node npx vitest run test/train/backend-native.test.ts
set -euo pipefail
mkdir -p "${1:?folder to build in}"
cd "$1"
npm init --yes >/dev/null
npm install --ignore-scripts --no-fund --no-audit @tensorflow/tfjs-node@4.22.0
python3 -m pip download --quiet --no-deps --dest . tensorflow-cpu==2.15.1
unzip -qo tensorflow_cpu-*.whl 'tensorflow/libtensorflow*' 'tensorflow/include/tensorflow/*' 'tensorflow/include/tsl/*'
tfjs=node_modules/@tensorflow/tfjs-node
headers=$(node -p 'require("path").resolve(process.execPath, "../../include/node")')
mkdir -p "$tfjs/lib/napi-v8"
g++ -shared -fPIC -O2 -std=c++17 -DNAPI_VERSION=8 -DBUILDING_NODE_EXTENSION \
  -Itensorflow/include -I"$headers" -I"$tfjs" "$tfjs"/binding/*.cc \
  -Ltensorflow -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 "-Wl,-rpath,$PWD/tensorflow" \
  -o "$tfjs/lib/napi-v8/tfjs_binding.node"
node -e "require('./$tfjs')"
