package org.jpose.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jpose.core.ModelFileHash;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.StringStringEntryProto;

/** Writes an ONNX file that carries a hash of itself ({@link ModelFileHash}). */
final class OnnxFileWriter {
  private OnnxFileWriter() {}

  /**
   * Writes the file beside its place and moves it there, replacing an older one.
   *
   * @throws IOException if the file cannot be written; then no part of it is left
   */
  static void write(Path file, ModelProto model) throws IOException {
    List<StringStringEntryProto> others =
        model.getMetadataPropsList().stream()
            .filter(entry -> !entry.getKey().equals(ModelFileHash.KEY))
            .toList();
    ModelProto content = model.toBuilder().clearMetadataProps().addAllMetadataProps(others).build();
    AtomicFile.write(file, out -> write(out, content));
  }

  private static void write(OutputStream out, ModelProto content) throws IOException {
    DigestOutputStream digest = new DigestOutputStream(out, sha256());
    content.writeTo(digest);
    String hash = HexFormat.of().formatHex(digest.getMessageDigest().digest());
    // Messages of protobuf may be written in parts.
    ModelProto.newBuilder()
        .addMetadataProps(
            StringStringEntryProto.newBuilder().setKey(ModelFileHash.KEY).setValue(hash))
        .build()
        .writeTo(out);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
