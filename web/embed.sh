#!/bin/sh
# embed.sh OUT FILE…
# Writes OUT, an assembler file with a gzipped copy of every FILE and the table that web/embedded.cpp reads:
# for each file its path, and where its bytes begin and end. The same files give the same bytes. PATH=FILE gives
# a file of the system the path that it has here.
set -eu
out=$1
shift
copies="$(dirname "$out")/embedded"
rm -rf "$copies"
mkdir -p "$copies"
{
  number=0
  echo '.section .rodata'
  for file; do
    number=$((number + 1))
    gzip -9 -n -c "${file#*=}" >"$copies/$number.gz"
    printf '.Lpath%d: .asciz "%s"\n.Lbegin%d: .incbin "%s/%d.gz"\n.Lend%d:\n' \
      $number "${file%%=*}" $number "$copies" $number $number
  done
  echo '.section .data.rel.ro,"aw",%progbits'
  echo '.balign 8'
  echo '.globl trawl_embedded_begin, trawl_embedded_end'
  echo 'trawl_embedded_begin:'
  for index in $(seq 1 $number); do printf '.quad .Lpath%d, .Lbegin%d, .Lend%d\n' "$index" "$index" "$index"; done
  echo 'trawl_embedded_end:'
  echo '.section .note.GNU-stack,"",%progbits'
} >"$out"
