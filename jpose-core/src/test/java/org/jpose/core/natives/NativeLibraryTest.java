package org.jpose.core.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jpose.core.disk.DiskFault;
import org.jpose.core.natives.NativePlaces.Place;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  private static final String FOLDER = "org/example/linux-x86_64/";
  private static final byte[] BYTES = "not really a library".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private Path cache;
  private Path jar;

  @BeforeEach
  void jar() throws IOException {
    cache = folder.resolve("cache");
    jar = folder.resolve("engine-1.0.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (String name : List.of("libengine.so", "libcore.so.1", "read.me", "libother.so")) {
        JarEntry entry = new JarEntry(FOLDER + name);
        entry.setLastModifiedTime(FileTime.fromMillis(1_700_000_000_000L));
        out.putNextEntry(entry);
        out.write(BYTES);
        out.closeEntry();
      }
    }
  }

  private static NativePart part(String platform) {
    return new NativePart(
        "Engine",
        "engines",
        platform,
        Set.of("linux-x86_64", "windows-x86_64"),
        "org.example:engine",
        List.of(
            new NativeFiles(
                "org/example/" + platform + "/libengine.so", List.of("engine", "core"))),
        List.of("libxcb1"));
  }

  private NativeLibrary library(NativePart part, List<Place> places, NativeLibrary.Loading loading)
      throws IOException {
    URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
    return new NativeLibrary(part, classes, loading, places);
  }

  private List<Place> inCache() {
    return List.of(new Place("CACHE", () -> cache));
  }

  private String failureOf(Throwable thrown) throws IOException {
    NativeLibrary library =
        library(
            part("linux-x86_64"),
            inCache(),
            files -> {
              if (thrown instanceof Error error) {
                throw error;
              }
              throw (Exception) thrown;
            });
    return assertThrows(NativeLibraryException.class, library::require).getMessage();
  }

  private String refused(String words) throws IOException {
    return failureOf(new UnsatisfiedLinkError(words));
  }

  private List<String> unpacked() throws IOException {
    try (Stream<Path> found = Files.walk(cache)) {
      return found
          .filter(Files::isRegularFile)
          .map(file -> cache.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void itsFilesAreUnpackedOnceAndOnlyThose() throws IOException {
    List<Path> folders = new ArrayList<>();
    NativeLibrary.Loading loading = files -> folders.addAll(files.orElseThrow().folders());
    library(part("linux-x86_64"), inCache(), loading).require();
    String place = "engine-1.0.jar/" + FOLDER;
    assertEquals(List.of(place + "libcore.so.1", place + "libengine.so"), unpacked());
    assertEquals(List.of(cache.resolve(place)), folders);
    Path file = cache.resolve(place + "libengine.so");
    Object before = Files.readAttributes(file, "unix:ino").get("ino");
    library(part("linux-x86_64"), inCache(), loading).require();
    assertEquals(before, Files.readAttributes(file, "unix:ino").get("ino"));
  }

  @Test
  void aDamagedFileIsUnpackedAgainAlsoIfSizeAndTimeAreRight() throws IOException {
    library(part("linux-x86_64"), inCache(), files -> {}).require();
    Path file = cache.resolve("engine-1.0.jar").resolve(FOLDER + "libcore.so.1");
    FileTime time = Files.getLastModifiedTime(file);
    byte[] damaged = BYTES.clone();
    damaged[3]++;
    Files.write(file, damaged);
    Files.setLastModifiedTime(file, time);
    library(part("linux-x86_64"), inCache(), files -> {}).require();
    assertArrayEquals(BYTES, Files.readAllBytes(file));
  }

  @Test
  void aFailureIsToldAgainWithoutTryingAgain() throws IOException {
    int[] times = {0};
    NativeLibrary library =
        library(
            part("linux-x86_64"),
            inCache(),
            files -> {
              times[0]++;
              throw new UnsatisfiedLinkError("odd");
            });
    String first = library.problem().orElseThrow().getMessage();
    assertEquals("Engine cannot be loaded: the system says: odd", first);
    assertEquals(first, assertThrows(NativeLibraryException.class, library::require).getMessage());
    assertEquals(1, times[0]);
  }

  @Test
  void aLibraryOfTheSystemIsMissing() throws IOException {
    String expected =
        "Engine cannot be loaded: libpulse.so.0 is missing on this system; install it (Debian:"
            + " apt-get install libpulse0 libxcb1)";
    assertEquals(
        expected,
        refused(
            "/c/libjniavdevice.so: libpulse.so.0: cannot open shared object file: No such file or"
                + " directory"));
    assertEquals(
        expected,
        refused(
            "Error loading shared library libpulse.so.0: No such file or directory (needed by /c/x)"));
    assertEquals(
        "Engine cannot be loaded: it needs glibc, and this system has another C library"
            + " (ld-linux-x86-64.so.2 is missing); use a system with glibc, such as Debian",
        refused(
            "Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed"
                + " by /c/x)"));
    assertEquals(
        "Engine cannot be loaded: a library of Windows is missing; install Microsoft's Visual C++"
            + " Redistributable",
        refused("C:\\x.dll: Can't find dependent libraries"));
  }

  /** As JavaCPP and the JVM wrap it. */
  @Test
  void theInnermostFailureSaysWhy() throws IOException {
    UnsatisfiedLinkError inner =
        new UnsatisfiedLinkError(
            "/c/libjniavdevice.so: libpulse.so.0: cannot open shared object file: No such file");
    UnsatisfiedLinkError outer =
        new UnsatisfiedLinkError("no jniavdevice in java.library.path: /usr/lib");
    outer.initCause(inner);
    String message = failureOf(new ExceptionInInitializerError(outer));
    assertEquals(
        "Engine cannot be loaded: libpulse.so.0 is missing on this system; install it (Debian:"
            + " apt-get install libpulse0 libxcb1)",
        message);
  }

  /** Some make files of their own when they start. */
  @Test
  void theTemporaryFolderCannotBeUsed() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    IOException readOnly =
        new FileSystemException(temporary.resolve("x").toString(), null, "Read-only file system");
    assertEquals(
        "Engine cannot be loaded: the temporary folder "
            + temporary
            + " is read-only; name another with JAVA_OPTS=-Djava.io.tmpdir=DIR",
        failureOf(new ExceptionInInitializerError(new IllegalStateException(readOnly))));
    IOException full =
        new FileSystemException(temporary.toString(), null, "No space left on device");
    assertEquals(
        "Engine cannot be loaded: the temporary folder "
            + temporary
            + " is full; name another with JAVA_OPTS=-Djava.io.tmpdir=DIR",
        failureOf(new ExceptionInInitializerError(full)));
  }

  @Test
  void theSystemRefusesIt() throws IOException {
    assertEquals(
        "Engine cannot be loaded: this system is too old: its libraries do not have GLIBC_2.38; use"
            + " a newer one, such as Debian 12",
        refused("/c/x.so: /lib/libc.so.6: version `GLIBC_2.38' not found (required by /c/x.so)"));
    assertEquals(
        "Engine cannot be loaded: the folder it was unpacked to forbids programs (mounted noexec);"
            + " set JPOSE_HOME to a folder elsewhere (/c/x.so: failed to map segment from shared"
            + " object)",
        refused("/c/x.so: failed to map segment from shared object"));
    assertEquals(
        "Engine cannot be loaded: there is not enough memory for it; close other programs or allow"
            + " more",
        refused("/c/x.so: cannot allocate memory in static TLS block".replace(" in", ": in")));
    assertEquals(
        "Engine cannot be loaded: it is for another kind of machine than this Java ("
            + System.getProperty("os.arch")
            + "); use the Java of this machine (/c/x.so: wrong ELF class: ELFCLASS64)",
        refused("/c/x.so: wrong ELF class: ELFCLASS64"));
    assertEquals(
        "Engine cannot be loaded: its file is damaged; delete it (/c/x.so: file too short)",
        refused("/c/x.so: file too short"));
  }

  @Test
  void itIsNotPublishedForThisMachine() throws IOException {
    NativeLibrary library =
        library(
            part("linux-riscv64"),
            inCache(),
            files -> {
              throw new UnsatisfiedLinkError("no engine in java.library.path");
            });
    assertEquals(
        "Engine cannot be loaded: it is not published for this machine (linux-riscv64), only for"
            + " linux-x86_64, windows-x86_64",
        library.problem().orElseThrow().getMessage());
  }

  @Test
  void itsJarIsNotThere() throws IOException {
    NativeLibrary library =
        library(
            part("windows-x86_64"),
            inCache(),
            files -> {
              throw new UnsatisfiedLinkError("no engine in java.library.path");
            });
    assertEquals(
        "Engine cannot be loaded: its native library for windows-x86_64 is not on the class path;"
            + " add org.example:engine (no engine in java.library.path)",
        library.problem().orElseThrow().getMessage());
  }

  private static Place place(String name, IOException failure) {
    return new Place(
        name,
        () -> {
          throw new IOException(DiskFault.words(failure), failure);
        });
  }

  @Test
  void noFolderCanHoldIt() throws IOException {
    List<Place> places =
        List.of(
            place("/a", new AccessDeniedException("/a/x")),
            place("/b", new FileSystemException("/b/x", null, "Read-only file system")),
            place("/c", new IOException("No space left on device")),
            place("/d", new IOException("Disk quota exceeded")),
            place("/e", new IOException("odd")));
    NativeLibrary library = library(part("linux-x86_64"), places, files -> {});
    assertEquals(
        "Engine cannot be loaded: no folder can hold its files: /a is not writable, /b is"
            + " read-only, /c is full, /d is full, /e cannot be used (odd); set JPOSE_HOME to a"
            + " folder that can be written and may hold programs",
        library.problem().orElseThrow().getMessage());
  }

  @Test
  void theNextFolderIsTakenWhereTheFirstCannotHoldIt() throws IOException {
    List<Place> places =
        List.of(
            place("/b", new FileSystemException("/b/x", null, "Read-only file system")),
            new Place("TMP", () -> cache));
    List<Path> roots = new ArrayList<>();
    library(part("linux-x86_64"), places, files -> roots.add(files.orElseThrow().root())).require();
    assertEquals(List.of(cache), roots);
  }
}
