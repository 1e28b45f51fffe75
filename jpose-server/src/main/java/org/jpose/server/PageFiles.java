package org.jpose.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jpose.http.Answer;

/** The files of the page and the description of the server, read once. Immutable. */
final class PageFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "yaml", "application/yaml");
  private static final String[] FILES = {
    "index.html",
    "style.css",
    "app.js",
    "api.js",
    "live.js",
    "dropped.js",
    "photos.js",
    "player.js",
    "picture.js",
    "people.js",
    "chart.js",
    "downloads.js",
    "icon.svg",
    "openapi.yaml"
  };

  /** Nothing from elsewhere, and nobody frames the page. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Map<String, Answer> files = new LinkedHashMap<>();

  PageFiles() {
    for (String name : FILES) {
      files.put("/" + name, read(name));
    }
    files.put("/", files.get("/index.html"));
  }

  private static Answer read(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new IllegalStateException(
            "resource " + name + " is missing from jpose-server; install jpose again");
      }
      byte[] bytes = in.readAllBytes();
      CRC32 check = new CRC32();
      check.update(bytes);
      return Answer.of(200, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), bytes)
          .with("Cache-Control", "no-cache")
          .with("ETag", '"' + Long.toHexString(check.getValue()) + '"')
          .with("Content-Security-Policy", POLICY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file at a path, if there is one. */
  Optional<Answer> at(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** The file, or that it is the one the browser has. */
  static Answer since(Request request, Answer file) {
    String known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
    return file.headers().get("ETag").equals(known)
        ? new Answer(304, file.headers(), new byte[0])
        : file;
  }
}
