#!/usr/bin/env bash
set -euo pipefail

cd /sorcha
exec python3 -m inside.etcd_settings
