package org.jpose.media.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/** An image as it is stored: in a file, or in memory. Its text is what messages call it. */
sealed interface EncodedImage {
  /** Bytes of all of it. */
  long size() throws IOException;

  /** Its bytes from the start. */
  InputStream open() throws IOException;

  /** Its bytes in any order. */
  ImageInputStream openAnywhere() throws IOException;

  /** A file that is there. */
  record Stored(Path path) implements EncodedImage {
    @Override
    public long size() throws IOException {
      return Files.size(path);
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }

    @Override
    public ImageInputStream openAnywhere() throws IOException {
      return new FileImageInputStream(path.toFile());
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** Bytes somebody else holds, who does not change them. */
  final class Held implements EncodedImage {
    private final String name;
    private final byte[] bytes;

    Held(String name, byte[] bytes) {
      this.name = Objects.requireNonNull(name, "name");
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public ImageInputStream openAnywhere() {
      return new ByteArrayImageInputStream(bytes);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
