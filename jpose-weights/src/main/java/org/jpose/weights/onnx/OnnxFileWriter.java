package org.jpose.weights.onnx;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.List;
import org.jpose.core.ModelFileHash;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.PendingFile;
import org.jpose.core.disk.Sha256;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.StringStringEntryProto;

/** Writes an ONNX file that carries a hash of itself ({@link ModelFileHash}). */
public final class OnnxFileWriter {
  private OnnxFileWriter() {}

  /**
   * Writes the file beside its place and moves it there, replacing an older one.
   *
   * @throws FileException if the file cannot be written; then no part of it is left
   */
  public static void write(Path file, ModelProto model) {
    List<StringStringEntryProto> others =
        model.getMetadataPropsList().stream()
            .filter(entry -> !entry.getKey().equals(ModelFileHash.KEY))
            .toList();
    ModelProto content = model.toBuilder().clearMetadataProps().addAllMetadataProps(others).build();
    PendingFile.write(
        file,
        path -> {
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16)) {
            write(out, content);
          }
        });
  }

  private static void write(OutputStream out, ModelProto content) throws IOException {
    DigestOutputStream digest = new DigestOutputStream(out, Sha256.digest());
    content.writeTo(digest);
    String hash = Sha256.hex(digest.getMessageDigest());
    // Messages of protobuf may be written in parts.
    ModelProto.newBuilder()
        .addMetadataProps(
            StringStringEntryProto.newBuilder().setKey(ModelFileHash.KEY).setValue(hash))
        .build()
        .writeTo(out);
  }
}
