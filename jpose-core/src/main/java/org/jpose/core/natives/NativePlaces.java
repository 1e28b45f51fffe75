package org.jpose.core.natives;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jpose.core.disk.CacheFolder;
import org.jpose.core.disk.DiskFault;
import org.jpose.core.disk.TemporaryFolder;

/** Where native libraries may be unpacked to, the best first. */
final class NativePlaces {
  private NativePlaces() {}

  /**
   * A place that may turn out not to be usable.
   *
   * @param name what messages call it
   * @param folder makes it
   */
  record Place(String name, Source folder) {}

  /** Makes a folder, or says at the end of a sentence why there is none. */
  interface Source {
    Path get() throws IOException;
  }

  /** The cache; then a folder among the temporary files, which is deleted when the process ends. */
  static List<Place> ofThisProcess() {
    Path cache = CacheFolder.ofThisProcess().resolve("natives");
    return List.of(
        new Place(cache.toString(), () -> cache),
        new Place(System.getProperty("java.io.tmpdir"), Temporary::folder));
  }

  /** One for the whole process, made when it is first needed. */
  private static final class Temporary {
    private static final Made MADE = make();

    private record Made(Path folder, IOException failure) {}

    private static Made make() {
      try {
        TemporaryFolder folder = TemporaryFolder.ofSystem();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(folder)));
        return new Made(folder.path(), null);
      } catch (IOException e) {
        return new Made(null, e);
      }
    }

    private static void close(TemporaryFolder folder) {
      try {
        folder.close();
      } catch (IOException e) {
        // Windows does not delete a library in use; the next process does.
      }
    }

    static Path folder() throws IOException {
      if (MADE.failure() != null) {
        throw new IOException(DiskFault.words(MADE.failure()), MADE.failure());
      }
      return MADE.folder();
    }
  }
}
