package org.jpose.server;

import java.nio.charset.StandardCharsets;
import org.jpose.http.ProblemException;
import org.jpose.testkit.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Any body is a photo or a problem that is told. */
@Tag("fuzz")
class UploadFuzzTest {
  private static final String FORM =
      "--border\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a/b.jpg\"\r\n"
          + "Content-Type: image/jpeg\r\n\r\nbytes of it\r\n--border--\r\n";

  @Test
  void forms() {
    Fuzz.of("multipart", FORM.getBytes(StandardCharsets.US_ASCII))
        .declaring(ProblemException.class)
        .run(input -> Upload.of("multipart/form-data; boundary=border", input));
  }

  /** The type comes from the client too. */
  @Test
  void types() {
    byte[] body = FORM.getBytes(StandardCharsets.US_ASCII);
    Fuzz.of(
            "multipart-type",
            "multipart/form-data; boundary=border".getBytes(StandardCharsets.US_ASCII))
        .declaring(ProblemException.class)
        .run(input -> Upload.of(new String(input, StandardCharsets.ISO_8859_1), body));
  }
}
