package org.jpose.zoo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import org.jpose.zoo.download.Checksum;
import org.jpose.zoo.download.ModelFile;
import org.jpose.zoo.download.RetryPolicy;
import org.jpose.zoo.download.StoreDisk;

/** Files, cards and settings for tests. */
public final class Samples {
  /** Patient enough for a loaded machine, and without long pauses. */
  public static final RetryPolicy POLICY =
      new RetryPolicy(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          3,
          20,
          Duration.ofMillis(1),
          Duration.ofMillis(5));

  private Samples() {}

  public static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  public static Checksum sha256(byte[] content) {
    return Checksum.of(Checksum.Algorithm.SHA_256, content);
  }

  /** A file whose size and hash are known. */
  public static ModelFile file(byte[] content, URI... addresses) {
    return new ModelFile(
        "weights.pb",
        OptionalLong.of(content.length),
        content.length,
        List.of(sha256(content)),
        List.of(addresses),
        Optional.empty(),
        "");
  }

  /** A file of which nothing is known but that it is not larger. */
  public static ModelFile unknown(long limit, URI... addresses) {
    return new ModelFile(
        "weights.pb",
        OptionalLong.empty(),
        limit,
        List.of(),
        List.of(addresses),
        Optional.empty(),
        "");
  }

  public static ModelCard card(String name, ModelFile file) {
    return new ModelCard(
        name,
        "a model for tests",
        Optional.of(
            new PoseNetwork("lite", "coco18", "rgb", OptionalLong.empty(), OptionalLong.empty())),
        file,
        new Licence("MIT", "MIT", false),
        new Background("a test", "nothing", "not measured", "all", "none"));
  }

  static ModelStore store(Path folder) {
    return store(folder, StoreDisk.Access.REAL);
  }

  static ModelStore store(Path folder, StoreDisk.Access access) {
    return new ModelStore(folder, new StoreDisk(access), POLICY, Map.of());
  }

  public static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  /** Turns a file into the same with a line before it. */
  public static final ModelConversion CONVERSION =
      new ModelConversion() {
        @Override
        public void convert(ModelCard card, Path original, Path model) throws IOException {
          byte[] content = Files.readAllBytes(original);
          if (content.length == 0) {
            throw new org.jpose.core.ModelFormatException(original + ": empty");
          }
          Files.write(model, converted(content));
        }

        @Override
        public PoseNetwork inspect(Path model) {
          return new PoseNetwork(
              "lite", "coco18", "rgb", OptionalLong.empty(), OptionalLong.empty());
        }
      };

  /** Fails with what is thrown for the place of the model. */
  static ModelConversion failing(Function<Path, RuntimeException> reason) {
    return new ModelConversion() {
      @Override
      public void convert(ModelCard card, Path original, Path model) {
        throw reason.apply(model);
      }

      @Override
      public PoseNetwork inspect(Path model) {
        throw new AssertionError("there is nothing to look at");
      }
    };
  }

  public static byte[] converted(byte[] original) {
    byte[] model = new byte[original.length + 1];
    System.arraycopy(original, 0, model, 1, original.length);
    return model;
  }
}
