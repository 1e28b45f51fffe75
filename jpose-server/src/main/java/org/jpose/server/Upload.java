package org.jpose.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.BufferUtil;
import org.jpose.http.Problem;
import org.jpose.http.ProblemException;

/**
 * A photo as it was sent.
 *
 * @param name its name, without folders
 * @param bytes the file
 */
record Upload(String name, byte[] bytes) {
  private static final String UNNAMED = "photo";
  private static final int MOST_NAME = 200;
  private static final int MOST_PARTS = 16;

  /**
   * Takes the photo out of a body: the body itself, or the one file of a form.
   *
   * @param type the body's type, or null
   * @throws ProblemException if there is no photo, or more than one
   */
  static Upload of(String type, byte[] body) {
    if (type == null || !type.trim().toLowerCase(java.util.Locale.ROOT).startsWith("multipart/")) {
      return checked(new Upload(UNNAMED, body));
    }
    List<Upload> files = new ArrayList<>();
    MultiPartConfig config =
        new MultiPartConfig.Builder()
            .maxParts(MOST_PARTS)
            .maxSize(body.length)
            .maxPartSize(body.length)
            .maxMemoryPartSize(body.length)
            .build();
    try (MultiPartFormData.Parts parts =
        MultiPartFormData.getParts(
            Content.Source.from(ByteBuffer.wrap(body)), new Attributes.Mapped(), type, config)) {
      for (MultiPart.Part part : parts) {
        if (part.getFileName() == null) {
          throw wrongForm(
              "The form has a field that is no file; options go into the address, as ?format=png.");
        }
        files.add(new Upload(plain(part.getFileName()), bytes(part)));
      }
    } catch (IOException | RuntimeException e) {
      throw e instanceof ProblemException known
          ? known
          : wrongForm("The body is no multipart form, though its type says so.");
    }
    if (files.size() != 1) {
      throw wrongForm("The form has " + files.size() + " files, expected one; send one a request.");
    }
    return checked(files.get(0));
  }

  private static Upload checked(Upload upload) {
    if (upload.bytes.length == 0) {
      throw new ProblemException(
          Problem.of(
              400,
              "no-image",
              "No image",
              "There is no image in the request; send one as its body."));
    }
    return upload;
  }

  private static ProblemException wrongForm(String detail) {
    return new ProblemException(Problem.of(400, "wrong-form", "Wrong form", detail));
  }

  private static byte[] bytes(MultiPart.Part part) throws IOException {
    return BufferUtil.toArray(Content.Source.asByteBuffer(part.getContentSource()));
  }

  /** The name without folders and control characters. */
  private static String plain(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String plain = last.replaceAll("\\p{Cntrl}", "").strip();
    return plain.isEmpty() ? UNNAMED : plain.substring(0, Math.min(plain.length(), MOST_NAME));
  }
}
