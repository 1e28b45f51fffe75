package org.jpose.media.results;

import java.io.IOException;
import java.nio.file.Path;

/** One image a line. */
final class JsonLinesResults extends FileResults {
  private final ImageJson images;

  JsonLinesResults(Path target, ResultFormat.Output output, ResultDetails details) {
    super(target, output);
    images = new ImageJson(details);
  }

  @Override
  void append(ImageResult result) throws IOException {
    JsonText.append(out(), "", json -> images.write(json, result));
    JsonText.append(out(), "\n");
  }

  @Override
  void finish() {}
}
