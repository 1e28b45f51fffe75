package org.jpose.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jpose.core.ModelFormatException;
import org.jpose.core.disk.FileException;
import org.jpose.core.disk.TemporaryFolder;
import org.jpose.zoo.download.FetchListener;
import org.jpose.zoo.download.FileServer;
import org.jpose.zoo.download.ModelFile;
import org.jpose.zoo.download.StoreDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
  private static final byte[] CONTENT = Samples.bytes(100_000);
  private static final byte[] MODEL = Samples.converted(CONTENT);

  @TempDir Path folder;

  private volatile byte[] served = CONTENT;
  private final FileServer server =
      new FileServer((exchange, n) -> FileServer.file(exchange, served, null));

  @AfterEach
  void stop() {
    server.close();
  }

  private ModelStore store() {
    return Samples.store(folder);
  }

  private ModelCard card() {
    return Samples.card("sample", Samples.file(CONTENT, server.address("/weights.pb")));
  }

  private InstalledModel fetch(ModelCard card, FetchOptions options) throws IOException {
    return store().fetch(card, options, Samples.CONVERSION, FetchListener.NONE);
  }

  private InstalledModel fetch() throws IOException {
    return fetch(card(), FetchOptions.defaults());
  }

  private InstalledModel add(ModelCard card, Path file) throws IOException {
    return store().add(card, file, false, Samples.CONVERSION, FetchListener.NONE);
  }

  private Path at(String name) {
    return folder.resolve("models").resolve("sample").resolve(name);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("models/sample"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anEmptyStoreHasNothing() throws IOException {
    assertEquals(List.of(), store().names());
    assertEquals(Optional.empty(), store().find("sample"));
    assertEquals(Optional.empty(), store().find("../sample"));
    assertFalse(store().remove("sample"));
    assertFalse(store().remove(".."));
    assertEquals(
        "model cmu is not here yet; run 'jpose models fetch cmu'",
        assertThrows(IllegalArgumentException.class, () -> store().load("cmu")).getMessage());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count(), "asking leaves nothing behind");
    }
  }

  @Test
  void keepsTheOriginalBesideTheModel() throws IOException {
    InstalledModel fetched = fetch();
    assertEquals(List.of("model.onnx", "model.properties", "weights.pb"), files());
    assertArrayEquals(CONTENT, Files.readAllBytes(at("weights.pb")));
    assertArrayEquals(MODEL, store().load("sample"));
    assertEquals(at("model.onnx"), fetched.path());
    assertEquals(CONTENT.length + MODEL.length, fetched.bytes());
    assertEquals(server.address("/weights.pb").toString(), fetched.origin());
    assertFalse(fetched.trusted());
    assertEquals(List.of("sample"), store().names());
    InstalledModel found = store().find("sample").orElseThrow();
    assertEquals(fetched.files(), found.files());
    assertEquals(fetched.card().network(), found.card().network());
    assertEquals(Optional.empty(), found.damage());
  }

  @Test
  void fetchesOnceUnlessForced() throws IOException {
    fetch();
    fetch();
    assertEquals(1, server.requests().size());
    fetch(card(), FetchOptions.defaults().withForce(true));
    assertEquals(2, server.requests().size());
  }

  @Test
  void aChangedModelIsRefusedAndMadeAnewWithoutFetching() throws IOException {
    fetch();
    change(at("model.onnx"));
    String problem = store().find("sample").orElseThrow().damage().orElseThrow();
    assertTrue(problem.startsWith(at("model.onnx") + " has SHA-256 "), problem);
    ModelFormatException thrown =
        assertThrows(ModelFormatException.class, () -> store().load("sample"));
    assertTrue(
        thrown.getMessage().startsWith("model sample was changed on the disk: " + at("model.onnx")),
        thrown.getMessage());
    assertTrue(
        thrown.getMessage().contains(", expected " + Samples.sha256(MODEL).hex() + "; run 'jpose"),
        thrown.getMessage());
    fetch();
    assertArrayEquals(MODEL, store().load("sample"));
    assertEquals(1, server.requests().size());
  }

  private static void change(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void aDamagedOriginalIsFetchedAgain() throws IOException {
    fetch();
    change(at("weights.pb"));
    fetch();
    assertEquals(2, server.requests().size());
    assertArrayEquals(CONTENT, Files.readAllBytes(at("weights.pb")));
    Files.delete(at("weights.pb"));
    assertEquals(
        Optional.of(at("weights.pb") + " is missing; " + found().remedy()),
        store().find("sample").orElseThrow().damage());
  }

  private InstalledModel found() {
    return store().find("sample").orElseThrow();
  }

  @Test
  void aDamagedRecordIsToldAndMended() throws IOException {
    fetch();
    String record = Files.readString(at("model.properties"));
    for (String bad :
        List.of(
            "",
            record.replace("format=1", "format=2"),
            record.replace("stored.1.name=weights.pb", "stored.1.name=../../secret"),
            record.replaceAll("sha256=.*", "sha256=1"),
            record.replaceAll("bytes=.*", "bytes=many"))) {
      Files.writeString(at("model.properties"), bad);
      ModelFormatException thrown =
          assertThrows(ModelFormatException.class, () -> store().find("sample"));
      assertTrue(
          thrown
              .getMessage()
              .startsWith(at("model.properties") + ": the cache's record of sample is damaged ("),
          thrown.getMessage());
    }
    fetch();
    assertArrayEquals(MODEL, store().load("sample"));
    assertEquals(1, server.requests().size(), "the original was right all the time");
  }

  @Test
  void whatComesFirstIsTrustedAndKeptTo() throws IOException {
    ModelCard card =
        Samples.card("sample", Samples.unknown(200_000, server.address("/weights.pb")));
    assertTrue(fetch(card, FetchOptions.defaults()).trusted());
    served = Samples.bytes(50_000);
    FetchOptions again = FetchOptions.defaults().withForce(true);
    IOException thrown = assertThrows(IOException.class, () -> fetch(card, again));
    assertTrue(
        thrown
            .getMessage()
            .endsWith(
                ": wrong file: "
                    + Samples.sha256(served)
                    + ", expected "
                    + Samples.sha256(CONTENT).hex()
                    + "; removed. (The hash expected is that of the first download; 'jpose models"
                    + " remove sample' forgets it)"),
        thrown.getMessage());
    assertArrayEquals(MODEL, store().load("sample"), "the first one is still here");
    assertTrue(store().remove("sample"));
    fetch(card, again);
    assertArrayEquals(Samples.converted(served), store().load("sample"));
  }

  @Test
  void aFullDiskCostsNothingThatWasThere() throws IOException {
    ModelCard trusting =
        Samples.card("sample", Samples.unknown(200_000, server.address("/weights.pb")));
    fetch(trusting, FetchOptions.defaults());
    ModelConversion full =
        Samples.failing(model -> new FileException(model + ": No space left on device"));
    assertThrows(
        FileException.class,
        () ->
            store()
                .fetch(
                    trusting, FetchOptions.defaults().withForce(true), full, FetchListener.NONE));
    assertArrayEquals(MODEL, Files.readAllBytes(at("model.onnx")));
    assertArrayEquals(CONTENT, Files.readAllBytes(at("weights.pb")));
  }

  @Test
  void whatCannotBeConvertedIsNoModel() throws IOException {
    served = new byte[0];
    ModelCard trusting =
        Samples.card("sample", Samples.unknown(200_000, server.address("/weights.pb")));
    assertThrows(ModelFormatException.class, () -> fetch(trusting, FetchOptions.defaults()));
    assertEquals(List.of(), files(), "nothing says that this is the right file");
    assertEquals(List.of(), store().names());
    served = CONTENT;
    ModelConversion broken =
        Samples.failing(model -> new ModelFormatException("cannot read this yet"));
    assertThrows(
        ModelFormatException.class,
        () -> store().fetch(card(), FetchOptions.defaults(), broken, FetchListener.NONE));
    assertEquals(List.of("weights.pb"), files(), "right, and large: kept for a later jpose");
    int asked = server.requests().size();
    fetch();
    assertEquals(asked, server.requests().size());
  }

  @Test
  void aFailureThatIsNotTheFilesCostsNoDownload() throws IOException {
    ModelConversion failing = Samples.failing(model -> new IllegalStateException("no memory"));
    FetchOptions options = FetchOptions.defaults();
    assertThrows(
        IllegalStateException.class,
        () -> store().fetch(card(), options, failing, FetchListener.NONE));
    assertEquals(List.of("weights.pb"), files());
    InstalledModel model = fetch();
    assertArrayEquals(MODEL, store().load("sample"));
    assertEquals(1, server.requests().size(), "what came whole is not fetched again");
    assertEquals(server.address("/weights.pb").toString(), model.origin());
  }

  /** Nothing else says that a file without a record is the right one. */
  @Test
  void aFileOfUnknownHashIsTakenForRightOnceItHasBecomeAModel() throws IOException {
    ModelCard trusting =
        Samples.card("sample", Samples.unknown(200_000, server.address("/weights.pb")));
    FetchOptions options = FetchOptions.defaults();
    Files.createDirectories(at("weights.pb").getParent());
    Files.write(at("weights.pb"), Samples.bytes(7));
    fetch(trusting, options);
    assertEquals(1, server.requests().size());
    assertArrayEquals(MODEL, store().load("sample"));
    ModelConversion refusing =
        Samples.failing(model -> new ModelFormatException("cannot read this yet"));
    change(at("model.onnx"));
    assertThrows(
        ModelFormatException.class,
        () -> store().fetch(trusting, options, refusing, FetchListener.NONE));
    assertArrayEquals(
        CONTENT, Files.readAllBytes(at("weights.pb")), "its hash is known from the first time");
  }

  @Test
  void aMirrorReplacesTheCardsAddresses() throws IOException {
    ModelCard card =
        Samples.card("sample", Samples.file(CONTENT, URI.create("http://models.invalid/a.pb")));
    FetchOptions options =
        FetchOptions.defaults()
            .withMirrors(List.of(server.address("/base"), server.address("/never")));
    assertEquals(
        server.address("/base/sample/weights.pb").toString(), fetch(card, options).origin());
    assertEquals(1, server.requests().size());
  }

  @Test
  void aMirrorsPasswordGoesToTheMirrorAndNowhereElse() throws IOException {
    try (FileServer other =
            new FileServer(
                (exchange, n) ->
                    FileServer.part(exchange, CONTENT, "\"1\"", n == 1 ? 50_000 : CONTENT.length));
        FileServer front =
            new FileServer(
                (exchange, n) -> {
                  exchange.getResponseHeaders().set("Location", other.address("/there").toString());
                  FileServer.status(exchange, 307);
                })) {
      String mirror = "http://ann:p%40ss@127.0.0.1:" + front.port() + "/m";
      List<String> told = new ArrayList<>();
      InstalledModel model =
          store()
              .fetch(
                  card(),
                  FetchOptions.defaults().withMirrors(List.of(URI.create(mirror))),
                  Samples.CONVERSION,
                  teller(told));
      String basic =
          "Basic "
              + Base64.getEncoder().encodeToString("ann:p@ss".getBytes(StandardCharsets.UTF_8));
      assertEquals(
          List.of(basic, basic),
          front.requests().stream().map(FileServer.Request::authorization).toList());
      for (FileServer.Request request : other.requests()) {
        assertNull(request.authorization());
      }
      assertEquals(front.address("/m/sample/weights.pb").toString(), model.origin());
      assertEquals(
          2,
          told.stream().filter(front.address("/m/sample/weights.pb").toString()::equals).count());
    }
    try (Stream<Path> stored = Files.walk(folder)) {
      for (Path file : stored.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(text.contains("p%40ss") || text.contains("p@ss"), file.toString());
      }
    }
  }

  private static FetchListener teller(List<String> told) {
    return new FetchListener() {
      @Override
      public void asking(URI address, long from) {
        told.add(address.toString());
      }
    };
  }

  @Test
  void aMirrorThatRefusesIsNamedWithoutThePassword() {
    try (FileServer mirror = new FileServer((exchange, n) -> FileServer.status(exchange, 401))) {
      FetchOptions options =
          FetchOptions.defaults()
              .withMirrors(List.of(URI.create("http://ann:secret@127.0.0.1:" + mirror.port())));
      IOException thrown = assertThrows(IOException.class, () -> fetch(card(), options));
      assertEquals(
          "weights.pb cannot be fetched. "
              + mirror.address("/sample/weights.pb")
              + ": HTTP 401 (refused; a user and password go into the address: USER:PASSWORD@HOST)",
          thrown.getMessage());
    }
  }

  /** A part that is not whole yet is kept by a process that is killed; a copy of it is nothing. */
  @Test
  void whatAKilledProcessLeftDoesNotKeepAModelFromBeingRemoved() throws IOException {
    fetch();
    Path left;
    try (TemporaryFolder folder = TemporaryFolder.in(at(""))) {
      left = folder.path().getParent();
    }
    Files.createDirectories(left.resolve("a-b-c"));
    Files.writeString(left.resolve("a-b-c.lock"), "");
    Files.writeString(left.resolve("a-b-c").resolve("model.onnx"), "half");
    assertTrue(store().remove("sample"));
    assertTrue(Files.notExists(at("")));
  }

  /** A model's folder may never be written to again, and nobody would delete what is left there. */
  @Test
  void whatAKilledProcessLeavesOfARecordIsInTheFolderOfAllModels() throws IOException {
    List<Path> written = new ArrayList<>();
    StoreDisk.Access listening =
        new StoreDisk.Access() {
          @Override
          public void createFolders(Path folder) throws IOException {
            REAL.createFolders(folder);
          }

          @Override
          public OutputStream open(Path file, OpenOption... options) throws IOException {
            written.add(file);
            return REAL.open(file, options);
          }
        };
    Path weights = Files.write(folder.resolve("w.safetensors"), CONTENT);
    ModelCard card = ModelStore.ownCard("sample", weights, Optional.empty(), "", "");
    Samples.store(folder, listening)
        .add(card, weights, false, Samples.CONVERSION, FetchListener.NONE);
    assertEquals(
        List.of("model.properties"),
        written.stream().map(file -> file.getFileName().toString()).toList());
    Path shared = written.get(0).getParent().getParent();
    assertEquals(folder.resolve("models"), shared.getParent());
  }

  @Test
  void aLicenceIsAcceptedOnceAndByItsWords() throws IOException {
    ModelCard card = card();
    ModelCard bound =
        new ModelCard(
            card.name(),
            card.title(),
            card.network(),
            card.file(),
            new Licence("own", "for cats only", true),
            card.background());
    LicenceException thrown =
        assertThrows(LicenceException.class, () -> fetch(bound, FetchOptions.defaults()));
    assertEquals(
        "sample may be used under these terms only, which have to be accepted once: for cats only",
        thrown.getMessage());
    assertEquals(0, server.requests().size());
    fetch(bound, FetchOptions.defaults().withAcceptLicence(true));
    assertTrue(store().remove("sample"));
    fetch(bound, FetchOptions.defaults());
    ModelCard changed =
        new ModelCard(
            card.name(),
            card.title(),
            card.network(),
            card.file(),
            new Licence("own", "for dogs only", true),
            card.background());
    assertThrows(
        IllegalArgumentException.class,
        () -> fetch(changed, FetchOptions.defaults().withForce(true)));
  }

  @Test
  void addsAModelOfTheUsersOwn() throws IOException {
    Path file = Files.write(folder.resolve("w.pb"), CONTENT);
    ModelCard own = ModelStore.ownCard("mine", file, Optional.of("lite"), "MIT", "");
    InstalledModel added = add(own, file);
    assertArrayEquals(MODEL, store().load("mine"));
    assertEquals(List.of("mine"), store().names());
    ModelCard card = store().find("mine").orElseThrow().card();
    assertEquals(added.card(), card);
    assertEquals("MIT", card.licence().name());
    assertEquals("not known", card.background().source());
    assertEquals("lite", card.network().orElseThrow().name());
    assertEquals(List.of(Samples.sha256(CONTENT)), card.file().checksums());
    assertEquals(
        "there is a model 'mine'; remove it first, or choose another name",
        assertThrows(IllegalArgumentException.class, () -> add(own, file)).getMessage());
    Path onnx = Files.write(folder.resolve("w.onnx"), CONTENT);
    add(ModelStore.ownCard("onnx", onnx, Optional.empty(), "", ""), onnx);
    assertArrayEquals(CONTENT, store().load("onnx"), "nothing to convert");
    add(ModelStore.ownCard("foreign", onnx, Optional.of("lite"), "", ""), onnx);
    assertArrayEquals(MODEL, store().load("foreign"), "another program's, weights of a network");
  }

  @Test
  void anOwnModelThatCannotBeUsedLeavesNothing() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.pb"));
    ModelCard own = ModelStore.ownCard("mine", empty, Optional.empty(), "", "");
    assertThrows(ModelFormatException.class, () -> add(own, empty));
    assertFalse(Files.exists(folder.resolve("models/mine")));
  }

  @Test
  void namesThatCannotBeOne() throws IOException {
    Path file = Files.write(folder.resolve("w.pb"), CONTENT);
    for (String name : List.of("", "..", "a/b", "A", "mine.onnx", "-x", "a".repeat(65), "x.")) {
      IllegalArgumentException thrown =
          assertThrows(
              IllegalArgumentException.class,
              () -> ModelStore.ownCard(name, file, Optional.empty(), "", ""));
      assertTrue(thrown.getMessage().startsWith("'" + name + "' cannot name a model; "));
    }
  }

  @Test
  void aFileOfTheCatalogueHasToBeTheOne() throws IOException {
    Path file = Files.write(folder.resolve("openpose_coco.npy"), CONTENT);
    ModelCard cmu = ModelZoo.card("cmu").orElseThrow();
    ModelFormatException thrown =
        assertThrows(
            ModelFormatException.class,
            () -> store().add(cmu, file, true, Samples.CONVERSION, FetchListener.NONE));
    assertEquals(
        file
            + ": is not the file of cmu: wrong file: "
            + Samples.sha256(CONTENT)
            + ", expected "
            + cmu.file().checksums().get(0).hex(),
        thrown.getMessage());
    assertEquals(List.of(), store().names());
  }

  /** A TensorFlow checkpoint is a file of data and one that says what is in it. */
  @Test
  void aTrunkIsBroughtWithItsIndex() throws IOException {
    ModelFile file =
        new ModelFile(
            "trunk.data-00000-of-00001",
            OptionalLong.empty(),
            200_000,
            List.of(Samples.sha256(CONTENT)),
            List.of(),
            Optional.of("trunk.index"),
            "bring it");
    ModelCard trunk =
        new ModelCard(
            "mobilenet_v1_1.0_imagenet",
            "a trunk",
            Optional.empty(),
            file,
            new Licence("MIT", "MIT", false),
            new Background("", "", "", "", ""));
    assertEquals(
        "no address is known of mobilenet_v1_1.0_imagenet: bring it",
        assertThrows(IllegalArgumentException.class, () -> fetch(trunk, FetchOptions.defaults()))
            .getMessage());
    Path data = Files.write(folder.resolve("m.ckpt.data-00000-of-00001"), CONTENT);
    assertEquals(
        data + ": m.ckpt.index belongs to it and is not beside it",
        assertThrows(ModelFormatException.class, () -> add(trunk, data)).getMessage());
    Files.write(folder.resolve("m.ckpt.index"), new byte[] {7});
    InstalledModel added = add(trunk, data);
    assertArrayEquals(new byte[] {7}, Files.readAllBytes(added.path()));
    assertTrue(added.path().endsWith("trunk.index"));
    assertTrue(
        assertThrows(
                IllegalArgumentException.class, () -> store().load("mobilenet_v1_1.0_imagenet"))
            .getMessage()
            .contains("is a trunk to start a training from"));
    FetchOptions mirror = FetchOptions.defaults().withMirrors(List.of(server.address("/m")));
    fetch(trunk, mirror.withForce(true));
    assertEquals(
        List.of(
            "/m/mobilenet_v1_1.0_imagenet/trunk.data-00000-of-00001",
            "/m/mobilenet_v1_1.0_imagenet/trunk.index"),
        server.requests().stream().map(FileServer.Request::path).toList());
  }

  /** As a disk of so many bytes has it. */
  private static StoreDisk.Access full(int capacity) {
    return new StoreDisk.Access() {
      private int left = capacity;

      @Override
      public OutputStream open(Path file, OpenOption... options) throws IOException {
        return new FilterOutputStream(REAL.open(file, options)) {
          @Override
          public void write(byte[] bytes, int from, int count) throws IOException {
            left -= count;
            if (left < 0) {
              throw new IOException("No space left on device");
            }
            out.write(bytes, from, count);
          }
        };
      }
    };
  }

  @Test
  void aFullDiskIsToldAndTheDownloadGoesOnLater() throws IOException {
    ModelStore small = Samples.store(folder, full(60_000));
    FileException thrown =
        assertThrows(
            FileException.class,
            () ->
                small.fetch(
                    card(), FetchOptions.defaults(), Samples.CONVERSION, FetchListener.NONE));
    assertEquals(
        at("weights.pb.part")
            + ": the disk is full (No space left on device); free some space and run the same"
            + " again",
        thrown.getMessage());
    assertEquals(1, server.requests().size(), "another attempt would not help");
    assertEquals(List.of(), store().names());
    fetch();
    assertTrue(server.requests().get(1).range().matches("bytes=[1-9]\\d+-"));
    assertArrayEquals(MODEL, store().load("sample"));
  }

  /** The system's own message. */
  @Test
  void aReallyFullDeviceIsToldToo() throws IOException {
    Path device = Path.of("/dev/full");
    assumeTrue(Files.exists(device), "no /dev/full");
    Files.createDirectories(folder.resolve("models/sample"));
    Files.createSymbolicLink(at("weights.pb.part"), device);
    FileException thrown = assertThrows(FileException.class, this::fetch);
    assertTrue(
        thrown.getMessage().startsWith(at("weights.pb.part") + ": the disk is full ("),
        thrown.getMessage());
    Files.delete(at("weights.pb.part"));
  }

  @Test
  void aReadOnlyCacheIsTold() throws IOException {
    fetch();
    StoreDisk.Access readOnly =
        new StoreDisk.Access() {
          @Override
          public void createFolders(Path folder) throws IOException {
            throw new FileSystemException(folder.toString(), null, "Read-only file system");
          }

          @Override
          public OutputStream open(Path file, OpenOption... options) throws IOException {
            throw new FileSystemException(file.toString(), null, "Read-only file system");
          }
        };
    ModelStore store = Samples.store(folder, readOnly);
    FileException thrown =
        assertThrows(
            FileException.class,
            () ->
                store.fetch(
                    card(),
                    FetchOptions.defaults().withForce(true),
                    Samples.CONVERSION,
                    FetchListener.NONE));
    assertEquals(
        folder.resolve("locks")
            + ": cannot be written (Read-only file system); make the folder writable, or set"
            + " JPOSE_HOME to one that is",
        thrown.getMessage());
    assertArrayEquals(MODEL, store.load("sample"), "using what is there needs no writing");
    assertEquals(
        at("model.onnx"),
        store.fetch(card(), FetchOptions.defaults(), Samples.CONVERSION, FetchListener.NONE).path(),
        "nor does fetching it");
  }

  @Test
  void threadsThatFetchOneModelFetchItOnce() throws Exception {
    AtomicInteger conversions = new AtomicInteger();
    ModelConversion counting =
        new ModelConversion() {
          @Override
          public void convert(ModelCard card, Path original, Path model) throws IOException {
            conversions.incrementAndGet();
            Samples.CONVERSION.convert(card, original, model);
          }

          @Override
          public PoseNetwork inspect(Path model) throws IOException {
            return Samples.CONVERSION.inspect(model);
          }
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<InstalledModel> fetch =
          () -> store().fetch(card(), FetchOptions.defaults(), counting, FetchListener.NONE);
      for (var done : threads.invokeAll(List.of(fetch, fetch, fetch, fetch))) {
        assertEquals(at("model.onnx"), done.get().path());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(1, conversions.get());
    assertEquals(1, server.requests().size());
  }
}
