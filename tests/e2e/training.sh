#!/bin/bash
# The training part of dataset A in its small size.
. "$(dirname "$0")/lib/play.sh"
play training-mini --programme "$source/docs/programmes/DE_AN_869.toml"
