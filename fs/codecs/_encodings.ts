// The encodings there are, with CPython's names and aliases. What is behind a name is made when it is asked for.

import { LookupError } from "../../loop/errors.ts";
import type { Codec } from "./codec.ts";
import {
  MarkDecoder,
  MarkEncoder,
  optionalMark,
  requiredMark,
} from "./_byte_order_mark.ts";
import { type DecodeForm, Decoder } from "./_decoder.ts";
import { type EncodeForm, Encoder } from "./_encoder.ts";
import {
  multiByteDecoding,
  type SizeOf,
  sizeOfDouble,
  sizeOfEucJp,
  sizeOfGb,
  sizeOfIso2022Jp,
  sizeOfShiftJis,
} from "./_multi_byte.ts";
import {
  asciiForm,
  latin1Form,
  platformTable,
  type TableChanges,
  tableForm,
} from "./_single_byte.ts";
import { utf16Decoding, utf16Encoding } from "./_utf_16.ts";
import { utf32Decoding, utf32Encoding } from "./_utf_32.ts";
import { utf8Decoding, utf8Encoding } from "./_utf_8.ts";

/** An encoding that is not made yet. */
export interface Encoding {
  name: string;
  /** Further names, normalised and apart by spaces. */
  aliases: string;
  make: (name: string) => Codec;
}

const UTF_8_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);
const UTF_16_LE_MARK = Uint8Array.of(0xff, 0xfe);
const UTF_16_BE_MARK = Uint8Array.of(0xfe, 0xff);
const UTF_32_LE_MARK = Uint8Array.of(0xff, 0xfe, 0, 0);
const UTF_32_BE_MARK = Uint8Array.of(0, 0, 0xfe, 0xff);

function plain(
  name: string,
  decoding: DecodeForm,
  encoding: EncodeForm,
): Codec {
  return {
    name,
    newDecoder: (errors) => new Decoder(decoding, errors),
    newEncoder: (errors) => new Encoder(encoding, errors),
  };
}

function utf8Sig(name: string): Codec {
  const rule = optionalMark(UTF_8_MARK, utf8Decoding);
  const options = {
    mark: UTF_8_MARK,
    due: 1,
    first: utf8Encoding,
    later: utf8Encoding,
  };
  return {
    name,
    newDecoder: (errors) => new MarkDecoder(rule, errors),
    newEncoder: (errors) => new MarkEncoder(options, errors),
  };
}

/** UTF-16 and UTF-32 with a mark: read in both byte orders, written in little-endian order. */
function marked(
  name: string,
  marks: readonly (readonly [mark: Uint8Array, form: DecodeForm])[],
  encodingOf: (name: string, bigEndian: boolean) => EncodeForm,
): Codec {
  const rule = requiredMark(name, marks);
  const options = {
    mark: marks[0]![0],
    due: 2,
    first: encodingOf(name, false),
    later: encodingOf(marks[0]![1].name, false),
  };
  return {
    name,
    newDecoder: (errors) => new MarkDecoder(rule, errors),
    newEncoder: (errors) => new MarkEncoder(options, errors),
  };
}

/** An encoding by a table of the platform. */
function table(
  name: string,
  label: string,
  aliases: string,
  changes?: TableChanges,
): Encoding {
  return {
    name,
    aliases,
    make() {
      const form = tableForm(platformTable(label, changes));
      return plain(name, form.decoding, form.encoding);
    },
  };
}

/** Windows code pages, whose gaps the platform fills. */
function windows(
  page: number,
  characters: Record<number, string> = {},
): Encoding {
  return table(
    `cp${page}`,
    `windows-${page}`,
    `${page} windows_${page}`,
    { controls: "undefined", characters },
  );
}

/** An encoding that the platform reads and does not write. */
function readOnly(
  name: string,
  label: string,
  sizeOf: SizeOf,
  aliases: string,
): Encoding {
  return {
    name,
    aliases,
    make() {
      const decoding = multiByteDecoding({ name, label, sizeOf });
      return {
        name,
        newDecoder: (errors) => new Decoder(decoding, errors),
        newEncoder() {
          throw new LookupError(`encoding can only be read: ${name}`);
        },
      };
    },
  };
}

/** All encodings. */
export const encodings: readonly Encoding[] = [
  {
    name: "utf-8",
    aliases: "u8 utf utf8 utf8_ucs2 utf8_ucs4 cp65001",
    make: (name) => plain(name, utf8Decoding, utf8Encoding),
  },
  { name: "utf-8-sig", aliases: "", make: utf8Sig },
  {
    name: "utf-16",
    aliases: "u16 utf16",
    make: (name) =>
      marked(name, [
        [UTF_16_LE_MARK, utf16Decoding(false)],
        [UTF_16_BE_MARK, utf16Decoding(true)],
      ], utf16Encoding),
  },
  {
    name: "utf-16-le",
    aliases: "unicodelittleunmarked utf_16le",
    make: (name) =>
      plain(name, utf16Decoding(false), utf16Encoding(name, false)),
  },
  {
    name: "utf-16-be",
    aliases: "unicodebigunmarked utf_16be",
    make: (name) => plain(name, utf16Decoding(true), utf16Encoding(name, true)),
  },
  {
    name: "utf-32",
    aliases: "u32 utf32",
    make: (name) =>
      marked(name, [
        [UTF_32_LE_MARK, utf32Decoding(false)],
        [UTF_32_BE_MARK, utf32Decoding(true)],
      ], utf32Encoding),
  },
  {
    name: "utf-32-le",
    aliases: "utf_32le",
    make: (name) =>
      plain(name, utf32Decoding(false), utf32Encoding(name, false)),
  },
  {
    name: "utf-32-be",
    aliases: "utf_32be",
    make: (name) => plain(name, utf32Decoding(true), utf32Encoding(name, true)),
  },
  {
    name: "ascii",
    aliases: "646 ansi_x3_4_1968 ansi_x3_4_1986 cp367 csascii ibm367 " +
      "iso646_us iso_646_irv_1991 iso_ir_6 us us_ascii",
    make(name) {
      const { decoding, encoding } = asciiForm();
      return plain(name, decoding, encoding);
    },
  },
  {
    name: "iso8859-1",
    aliases: "8859 cp819 csisolatin1 ibm819 iso8859 iso_8859_1 " +
      "iso_8859_1_1987 iso_ir_100 l1 latin latin1 latin_1",
    make(name) {
      const { decoding, encoding } = latin1Form();
      return plain(name, decoding, encoding);
    },
  },
  table(
    "iso8859-2",
    "iso-8859-2",
    "csisolatin2 iso_8859_2 iso_8859_2_1987 iso_ir_101 l2 latin2",
  ),
  table(
    "iso8859-3",
    "iso-8859-3",
    "csisolatin3 iso_8859_3 iso_8859_3_1988 iso_ir_109 l3 latin3",
  ),
  table(
    "iso8859-4",
    "iso-8859-4",
    "csisolatin4 iso_8859_4 iso_8859_4_1988 iso_ir_110 l4 latin4",
  ),
  table(
    "iso8859-5",
    "iso-8859-5",
    "csisolatincyrillic cyrillic iso_8859_5 iso_8859_5_1988 iso_ir_144",
  ),
  table(
    "iso8859-6",
    "iso-8859-6",
    "arabic asmo_708 csisolatinarabic ecma_114 iso_8859_6 iso_8859_6_1987 " +
      "iso_ir_127",
  ),
  table(
    "iso8859-7",
    "iso-8859-7",
    "csisolatingreek ecma_118 elot_928 greek greek8 iso_8859_7 " +
      "iso_8859_7_1987 iso_ir_126",
  ),
  table(
    "iso8859-8",
    "iso-8859-8",
    "csisolatinhebrew hebrew iso_8859_8 iso_8859_8_1988 iso_8859_8_i " +
      "iso_ir_138",
  ),
  // The web has Windows code pages in place of these two; they differ in the control characters only.
  table(
    "iso8859-9",
    "windows-1254",
    "csisolatin5 iso_8859_9 iso_8859_9_1989 iso_ir_148 l5 latin5",
    { controls: "all" },
  ),
  table(
    "iso8859-11",
    "windows-874",
    "iso_8859_11 iso_8859_11_2001 thai",
    { controls: "all" },
  ),
  table(
    "iso8859-10",
    "iso-8859-10",
    "csisolatin6 iso_8859_10 iso_8859_10_1992 iso_ir_157 l6 latin6",
  ),
  table("iso8859-13", "iso-8859-13", "iso_8859_13 l7 latin7"),
  table(
    "iso8859-14",
    "iso-8859-14",
    "iso_8859_14 iso_8859_14_1998 iso_celtic iso_ir_199 l8 latin8",
  ),
  table("iso8859-15", "iso-8859-15", "iso_8859_15 l9 latin9"),
  table(
    "iso8859-16",
    "iso-8859-16",
    "iso_8859_16 iso_8859_16_2001 iso_ir_226 l10 latin10",
  ),
  table("cp866", "ibm866", "866 csibm866 ibm866"),
  table("koi8-r", "koi8-r", "cskoi8r"),
  table("koi8-u", "koi8-u", "", {
    characters: { 0xae: "\u255d", 0xbe: "\u256c" },
  }),
  table("mac-roman", "macintosh", "macintosh macroman"),
  table("mac-cyrillic", "x-mac-cyrillic", "maccyrillic x_mac_cyrillic"),
  windows(874),
  windows(1250),
  windows(1251),
  windows(1252),
  windows(1253),
  windows(1254),
  windows(1255, { 0xca: "\ufffd" }),
  windows(1256),
  windows(1257),
  windows(1258),
  readOnly(
    "gb2312",
    "gbk",
    sizeOfGb,
    "chinese csiso58gb231280 euc_cn euccn eucgb2312_cn gb2312_1980 " +
      "gb2312_80 iso_ir_58 x_mac_simp_chinese",
  ),
  readOnly("gbk", "gbk", sizeOfGb, "936 cp936 ms936"),
  readOnly("gb18030", "gb18030", sizeOfGb, "gb18030_2000"),
  readOnly(
    "big5",
    "big5",
    sizeOfDouble,
    "big5_tw csbig5 x_mac_trad_chinese",
  ),
  readOnly("big5hkscs", "big5", sizeOfDouble, "big5_hkscs hkscs"),
  readOnly("cp950", "big5", sizeOfDouble, "950 ms950"),
  readOnly("euc_jp", "euc-jp", sizeOfEucJp, "eucjp ujis u_jis"),
  readOnly(
    "shift_jis",
    "shift_jis",
    sizeOfShiftJis,
    "csshiftjis shiftjis sjis s_jis x_mac_japanese",
  ),
  readOnly(
    "cp932",
    "shift_jis",
    sizeOfShiftJis,
    "932 ms932 mskanji ms_kanji windows_31j",
  ),
  readOnly(
    "iso2022_jp",
    "iso-2022-jp",
    sizeOfIso2022Jp,
    "csiso2022jp iso2022jp iso_2022_jp",
  ),
  readOnly(
    "euc_kr",
    "euc-kr",
    sizeOfDouble,
    "euckr korean ksc5601 ks_c_5601 ks_c_5601_1987 ksx1001 ks_x_1001 " +
      "x_mac_korean",
  ),
  readOnly("cp949", "euc-kr", sizeOfDouble, "949 ms949 uhc"),
];
