package org.jpose.data.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.zeromq.ZMQ;

/**
 * Keys for CURVE, ZeroMQ's encryption and authentication, of one side: its own pair and the other
 * side's public key. The trainer lets in only who has the workers' secret key, workers talk only to
 * who has the trainer's. Immutable and thread-safe; never printed.
 */
public final class CurveKeys {
  private static final int Z85_LENGTH = 40;
  private static final int MAX_FILE = 10_000;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /** Whose keys they are. */
  public enum Side {
    /** The trainer's. */
    TRAINER,
    /** The workers': all have the same. */
    WORKER;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    Side other() {
      return this == TRAINER ? WORKER : TRAINER;
    }
  }

  private final Side side;
  private final String publicKey;
  private final String secretKey;
  private final String otherPublicKey;

  CurveKeys(Side side, String publicKey, String secretKey, String otherPublicKey) {
    this.side = side;
    this.publicKey = publicKey;
    this.secretKey = secretKey;
    this.otherPublicKey = otherPublicKey;
  }

  /** New keys that fit each other. */
  static Map<Side, CurveKeys> generate() {
    ZMQ.Curve.KeyPair trainer = ZMQ.Curve.generateKeyPair();
    ZMQ.Curve.KeyPair worker = ZMQ.Curve.generateKeyPair();
    return Map.of(
        Side.TRAINER,
        new CurveKeys(Side.TRAINER, trainer.publicKey, trainer.secretKey, worker.publicKey),
        Side.WORKER,
        new CurveKeys(Side.WORKER, worker.publicKey, worker.secretKey, trainer.publicKey));
  }

  /**
   * Reads a key file.
   *
   * @param side whose keys are needed
   * @throws RemoteDataException if it is missing, the other side's, not a key file, or may be read
   *     by others than its owner
   */
  public static CurveKeys read(Path file, Side side) {
    try {
      PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (posix != null) {
        Set<PosixFilePermission> wide = EnumSet.copyOf(OTHERS);
        wide.retainAll(posix.readAttributes().permissions());
        if (!wide.isEmpty()) {
          throw new RemoteDataException(
              file + ": others than its owner may read or write this key; run chmod 600 on it");
        }
      }
      if (Files.size(file) > MAX_FILE) {
        throw notKeys(file, side);
      }
      return parse(file, Files.readString(file), side);
    } catch (NoSuchFileException e) {
      throw new RemoteDataException(
          file + ": no such key file; 'jpose dataworker --make-keys NAME' makes a pair", e);
    } catch (IOException e) {
      throw new RemoteDataException(file + ": cannot be read as a key file", e);
    }
  }

  private static CurveKeys parse(Path file, String text, Side side) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("# ") && line.indexOf(' ') > 0)
        .forEach(
            line ->
                values.put(
                    line.substring(0, line.indexOf(' ')),
                    line.substring(line.indexOf(' ') + 1).strip()));
    if (side.other().word().equals(values.get("side"))) {
      throw new RemoteDataException(
          "%s: this is the %s's key; the %s needs the other file of the pair"
              .formatted(file, side.other().word(), side.word()));
    }
    String own = values.getOrDefault(side.word() + "-public", "");
    String secret = values.getOrDefault(side.word() + "-secret", "");
    String other = values.getOrDefault(side.other().word() + "-public", "");
    if (!isKey(own) || !isKey(secret) || !isKey(other)) {
      throw notKeys(file, side);
    }
    return new CurveKeys(side, own, secret, other);
  }

  private static boolean isKey(String text) {
    return text.length() == Z85_LENGTH
        && text.chars()
            .allMatch(
                c ->
                    Character.digit(c, 36) >= 0 && c < 128
                        || ".-:+=^!/*?&<>()[]{}@%$#".indexOf(c) >= 0);
  }

  private static RemoteDataException notKeys(Path file, Side side) {
    return new RemoteDataException(
        "%s: not a %s's key file; 'jpose dataworker --make-keys NAME' makes a pair"
            .formatted(file, side.word()));
  }

  /** The file's text. */
  String text() {
    return """
        # jpose data workers, keys of the %1$s. Keep this file secret.
        side %1$s
        %1$s-public %2$s
        %1$s-secret %3$s
        %4$s-public %5$s
        """
        .formatted(side.word(), publicKey, secretKey, side.other().word(), otherPublicKey);
  }

  Side side() {
    return side;
  }

  /** Secures a socket, before it is bound or connected. */
  void secure(ZMQ.Socket socket) {
    if (side == Side.TRAINER) {
      socket.setCurveServer(true);
      socket.setZapDomain("jpose");
    } else {
      socket.setCurveServerKey(decode(otherPublicKey));
    }
    socket.setCurvePublicKey(decode(publicKey));
    socket.setCurveSecretKey(decode(secretKey));
  }

  /** Whether the other side's public key, as its peer proved it, is the one expected. */
  boolean isOther(byte[] key) {
    return java.security.MessageDigest.isEqual(key, decode(otherPublicKey));
  }

  private static byte[] decode(String key) {
    return ZMQ.Curve.z85Decode(key);
  }

  @Override
  public String toString() {
    return "CurveKeys[" + side.word() + "]";
  }
}
