package org.jpose.data.coco;

/** COCO's compressed masks, written as its C code describes them. */
final class Compressed {
  private Compressed() {}

  static String text(int... runs) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < runs.length; i++) {
      long value = i > 2 ? runs[i] - (long) runs[i - 2] : runs[i];
      boolean more = true;
      while (more) {
        long group = value & 0x1f;
        value >>= 5;
        more = (group & 0x10) != 0 ? value != -1 : value != 0;
        text.append((char) ((more ? group | 0x20 : group) + '0'));
      }
    }
    return text.toString();
  }
}
