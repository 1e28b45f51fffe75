package org.jpose.media.results;

import java.io.IOException;
import java.nio.file.Path;

/** One document: {@code {"format":"jpose/1","images":[...]}}, an image a line. */
final class JsonResults extends FileResults {
  private static final String START = "{\"format\":\"jpose/1\",\"images\":[";

  private final ImageJson images;
  private boolean empty = true;

  JsonResults(Path target, ResultFormat.Output output, ResultDetails details) {
    super(target, output);
    images = new ImageJson(details);
  }

  @Override
  void append(ImageResult result) throws IOException {
    JsonText.append(out(), empty ? START + "\n" : ",\n", json -> images.write(json, result));
    empty = false;
  }

  @Override
  void finish() throws IOException {
    JsonText.append(out(), empty ? START + "]}\n" : "\n]}\n");
  }
}
