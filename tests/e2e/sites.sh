#!/bin/bash
# Dataset B in its small size: 17 sites.
. "$(dirname "$0")/lib/play.sh"
play sites-mini --programme "$source/docs/programmes/QUANG_NGAI_2023.toml"
