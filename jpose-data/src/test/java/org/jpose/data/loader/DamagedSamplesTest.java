package org.jpose.data.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jpose.core.disk.FileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedSamplesTest {
  private final List<String> said = new ArrayList<>();

  private DamagedSamples of(int samples, double most) {
    return new DamagedSamples(samples, most, said::add);
  }

  private static FileException damage(int number) {
    return new FileException(number + ".jpg: truncated or damaged JPEG");
  }

  /** An epoch after the other meets the same ones. */
  @Test
  void eachCountsOnce() {
    DamagedSamples damaged = of(100, 0.05);
    for (int epoch = 0; epoch < 3; epoch++) {
      damaged.accept(damage(1));
      damaged.accept(damage(2));
    }
    assertEquals(2, damaged.count());
    assertEquals(
        List.of(
            "1.jpg: truncated or damaged JPEG; another sample takes its place",
            "2.jpg: truncated or damaged JPEG; another sample takes its place"),
        said);
  }

  @Test
  void theFirstTenAreNamed() {
    DamagedSamples damaged = of(1000, 0.5);
    IntStream.range(0, 50).forEach(i -> damaged.accept(damage(i)));
    assertEquals(50, damaged.count());
    assertEquals(11, said.size());
    assertEquals("9.jpg: truncated or damaged JPEG; another sample takes its place", said.get(9));
    assertEquals("further damaged samples are counted only", said.get(10));
  }

  @Test
  void asManyAsMayBeAreTakenAndOneMoreIsTooMany() {
    DamagedSamples damaged = of(200, 0.01);
    damaged.accept(damage(1));
    damaged.accept(damage(2));
    FileException thrown = assertThrows(FileException.class, () -> damaged.accept(damage(3)));
    assertEquals(
        "3 of 200 samples cannot be read, more than the 1 % that may; the last:"
            + " 3.jpg: truncated or damaged JPEG; 'jpose data check' lists all",
        thrown.getMessage());
  }

  @Test
  void whereNoneMayBeTheFirstEndsTheTraining() {
    assertThrows(FileException.class, () -> of(1_000_000, 0).accept(damage(1)));
  }

  @Test
  void whereAllMayBeNoneDoes() {
    DamagedSamples damaged = of(3, 1);
    IntStream.range(0, 3).forEach(i -> damaged.accept(damage(i)));
    assertEquals(3, damaged.count());
  }

  @Test
  void loadersAreSeveralThreads() {
    DamagedSamples damaged = of(10_000, 1);
    IntStream.range(0, 4000).parallel().forEach(i -> damaged.accept(damage(i % 1000)));
    assertEquals(1000, damaged.count());
    assertEquals(11, said.size());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void aPartIsBetweenNoneAndAll(double most) {
    assertThrows(IllegalArgumentException.class, () -> of(10, most));
  }
}
