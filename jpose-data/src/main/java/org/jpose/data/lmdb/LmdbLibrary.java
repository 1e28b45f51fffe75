package org.jpose.data.lmdb;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jpose.core.disk.FileException;
import org.jpose.core.natives.NativeFiles;
import org.jpose.core.natives.NativeLibrary;
import org.jpose.core.natives.NativeLibraryException;
import org.jpose.core.natives.NativePart;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Env;
import org.lmdbjava.Meta;

/** LMDB, and jffi, through which lmdbjava calls it. Both would unpack themselves at every start. */
final class LmdbLibrary {
  /** Version of jffi's own library. */
  private static final String JFFI = "jffi-1.2";

  private static final String JFFI_FOLDER = "jffi.boot.library.path";
  private static final String LMDB_FILE = "lmdbjava.native.lib";

  static final NativeLibrary LIBRARY = new NativeLibrary(part(), Env.class, LmdbLibrary::load);

  private LmdbLibrary() {}

  private static NativePart part() {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    String machine = arm ? "aarch64" : System.getProperty("os.arch").replace("amd64", "x86_64");
    String system = System.getProperty("os.name").split(" ")[0];
    boolean mac = system.equals("Mac");
    boolean windows = system.equals("Windows");
    String lmdb =
        machine + (mac ? "-macos-none.so" : windows ? "-windows-gnu.dll" : "-linux-gnu.so");
    String jffi =
        mac
            ? "Darwin/lib" + JFFI + ".jnilib"
            : machine + "-" + system + "/" + System.mapLibraryName(JFFI);
    return new NativePart(
        "LMDB",
        "CMU's training data",
        machine + "-" + system.toLowerCase(Locale.ROOT),
        Set.of("x86_64-linux", "aarch64-linux", "x86_64-mac", "aarch64-mac", "x86_64-windows"),
        "org.lmdbjava:native and com.github.jnr:jffi with the classifier native",
        List.of(
            new NativeFiles("org/lmdbjava/native/" + lmdb, List.of(lmdb)),
            NativeFiles.beside("jni/" + jffi)),
        List.of());
  }

  private static void load(Optional<NativeLibrary.Unpacked> files) {
    if (files.isPresent()) {
      Path lmdb = files.get().folders().get(0);
      setUnlessSet(
          LMDB_FILE, lmdb.resolve(Path.of(LIBRARY.part().files().get(0).anchor()).getFileName()));
      setUnlessSet(JFFI_FOLDER, files.get().folders().get(1));
    }
    Meta.version();
  }

  private static void setUnlessSet(String property, Path value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value.toString());
    }
  }

  /**
   * What opens environments.
   *
   * @throws FileException if LMDB cannot be loaded
   */
  static Env.Builder<byte[]> environment() {
    try {
      LIBRARY.require();
    } catch (NativeLibraryException e) {
      throw new FileException(e.getMessage(), e);
    }
    return Env.create(ByteArrayProxy.PROXY_BA);
  }
}
