package org.jpose.media.results;

import java.io.IOException;
import java.nio.file.Path;

/** One image a line; lines are flushed one by one, so that the reader of a pipe may follow. */
final class JsonLinesResults extends FileResults {
  JsonLinesResults(Path target, ResultFormat.Output output) {
    super(target, output);
  }

  @Override
  void append(ImageResult result) throws IOException {
    JsonText.append(out(), "", json -> ImageJson.write(json, result));
    JsonText.append(out(), "\n");
    out().flush();
  }

  @Override
  void finish() {}
}
