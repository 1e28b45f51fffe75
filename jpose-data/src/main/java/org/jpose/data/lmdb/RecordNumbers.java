package org.jpose.data.lmdb;

/**
 * Where a record stands among its like, as CMU's second row of metadata has it.
 *
 * @param validation whether it is for validation
 * @param image number of the image in the list of images, from 1: equal for the main people of one
 *     image
 * @param count number of the record, from 0
 * @param total number of records
 */
public record RecordNumbers(boolean validation, int image, int count, int total) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public RecordNumbers {
    if (image < 0 || count < 0 || total < 0) {
      throw new IllegalArgumentException(
          "record %d of %d, image %d: none may be negative".formatted(count, total, image));
    }
  }
}
