package org.jpose.ros.convert;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The encodings of {@code sensor_msgs/Image} that jpose reads, and the bytes of a pixel. */
enum Encoding {
  BGR8("bgr8", 3),
  RGB8("rgb8", 3),
  BGRA8("bgra8", 4),
  RGBA8("rgba8", 4),
  MONO8("mono8", 1),
  MONO16("mono16", 2),
  UYVY("yuv422", 2),
  YUYV("yuv422_yuy2", 2),
  /** OpenCV's own names of plain bytes, taken as it takes them. */
  GREY_BYTES("8UC1", 1),
  BGR_BYTES("8UC3", 3),
  BAYER_RGGB8("bayer_rggb8", 1),
  BAYER_BGGR8("bayer_bggr8", 1),
  BAYER_GBRG8("bayer_gbrg8", 1),
  BAYER_GRBG8("bayer_grbg8", 1);

  private final String label;
  private final int bytes;

  Encoding(String label, int bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  static Optional<Encoding> named(String name) {
    return Stream.of(values()).filter(encoding -> encoding.label.equals(name)).findFirst();
  }

  static String labels() {
    return Stream.of(values()).map(encoding -> encoding.label).collect(Collectors.joining(", "));
  }
}
