package org.jpose.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.core.pose.Skeletons;
import org.jpose.net.Cost;
import org.jpose.net.architecture.Networks;
import org.jpose.testkit.SharedFolder;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelZoo;
import org.jpose.zoo.PoseNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code models list, fetch, add, verify, path, remove} and what is run by its name. */
class ModelsCommandsTest {
  private static final String HOME = "jpose.home";
  private static final String SMALL = "mobilenet_v2_small";

  @TempDir Path folder;
  private String home;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    home = System.getProperty(HOME);
    System.setProperty(HOME, cache().toString());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    System.setProperty(HOME, home);
  }

  private Path cache() {
    return folder.resolve("home");
  }

  private Path model(String name) {
    return cache().resolve("models").resolve(name).resolve("model.onnx");
  }

  /** Serves a file at a path; the base of the server. */
  private String serve(String path, byte[] content) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
          }
        });
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private String mirror() throws IOException {
    Path graph = SharedFolder.require("models/tfpose_mobilenet_v2_small/graph_opt.pb");
    return serve("/m/" + SMALL + "/graph_opt.pb", Files.readAllBytes(graph)) + "/m";
  }

  private static Program run(Object... arguments) {
    return Program.run(arguments);
  }

  private void fetchSmall() throws IOException {
    run("models", "fetch", SMALL, "--mirror", mirror(), "--quiet").succeeds();
  }

  /** The published file, its git blob id and SHA-256 checked, and people found with it. */
  @Test
  void fetchesAModelAndRunsItByName() throws IOException {
    Path photo = SharedFolder.require("images/golf.jpg");
    run("image", photo, "--model", SMALL)
        .fails("model " + SMALL + " is not here yet; run 'jpose models fetch " + SMALL + "'");
    String mirror = mirror();
    assertEquals(
        List.of(
            SMALL + ": " + mirror + "/" + SMALL + "/graph_opt.pb",
            SMALL + ": making its model file",
            SMALL + ": " + model(SMALL)),
        run("models", "fetch", SMALL, "--mirror", mirror).succeeds().out().lines().toList());
    assertEquals(
        photo + ": 1 person\n",
        run("image", photo, "--model", SMALL, "--decoder", "tf-pose").succeeds().out());
    assertEquals(model(SMALL) + "\n", run("models", "path", SMALL).succeeds().out());
    assertEquals(
        "base: whole\nbase-int8: whole\nlite: whole\nlite-int8: whole\n" + SMALL + ": whole\n",
        run("models", "verify").succeeds().out());
    String listed = run("models", "list").succeeds().out();
    assertTrue(
        listed.contains("\n  mobilenet_v2_small           here         4.1 MB  0.150\n"), listed);
    assertTrue(listed.contains("\n  cmu                          to fetch   209.3 MB  "), listed);
    server.stop(0);
    assertEquals(
        SMALL + ": " + model(SMALL) + "\n",
        run("models", "fetch", SMALL, "--mirror", mirror).succeeds().out(),
        "it is here: no server is asked");
    assertEquals(SMALL + ": removed\n", run("models", "remove", SMALL).succeeds().out());
    assertFalse(Files.exists(model(SMALL)));
  }

  @Test
  void aModelThatWasChangedIsRefusedByName() throws IOException {
    fetchSmall();
    byte[] bytes = Files.readAllBytes(model(SMALL));
    bytes[bytes.length / 2] ^= 1;
    Files.write(model(SMALL), bytes);
    Program image = run("image", Photos.twoPeople(), "--model", SMALL);
    assertEquals(ExitCode.FAILED, image.code());
    assertTrue(
        image
            .err()
            .startsWith(
                "jpose: model " + SMALL + " was changed on the disk: " + model(SMALL) + " has"),
        image.err());
    assertTrue(image.err().endsWith("; run 'jpose models fetch " + SMALL + "'\n"), image.err());
    Program verify = run("models", "verify");
    assertEquals(ExitCode.SOME_FAILED, verify.code());
    assertEquals("base: whole\nbase-int8: whole\nlite: whole\nlite-int8: whole\n", verify.out());
    assertEquals(ExitCode.FAILED, run("models", "verify", SMALL).code());
    fetchSmall();
    run("models", "verify", SMALL).succeeds();
  }

  @Test
  void aWrongFileIsRefusedWithBothHashes() {
    byte[] wrong = new byte[2_096_019];
    String mirror = serve("/m", wrong) + "/m/";
    Program run = run("models", "fetch", SMALL, "--mirror", mirror, "--quiet");
    assertEquals(ExitCode.FAILED, run.code());
    assertTrue(
        run.err()
            .startsWith(
                "jpose: graph_opt.pb cannot be fetched. "
                    + mirror
                    + SMALL
                    + "/graph_opt.pb: wrong file: SHA-256 "),
        run.err());
    assertTrue(
        run.err()
            .endsWith(
                ", expected 428a9d6e7bfc0319e1ce4de8c0191a9111cd281bea6ae2b496fd42c92d574160;"
                    + " removed\n"),
        run.err());
    assertFalse(Files.exists(model(SMALL)));
  }

  @Test
  void severalMirrorsAreAskedInOrder() throws IOException {
    String good = mirror();
    String bad = serve("/bad", new byte[10]) + "/bad";
    run("models", "fetch", SMALL, "--mirror", bad + "," + good, "--quiet").succeeds();
    run("models", "fetch", SMALL, "--mirror", "models")
        .refuses(
            "jpose models fetch",
            "mirror 'models' is not an address; expected http://... or https://...");
    run("models", "fetch", SMALL, "--mirror", "http://a b")
        .refuses(
            "jpose models fetch",
            "mirror 'http://a b' is not an address; expected http://... or https://...");
    run("models", "fetch", SMALL, "--mirror", "http://ann:se cret@models")
        .refuses(
            "jpose models fetch",
            "mirror 'http://***@models' is not an address; expected http://... or https://...");
  }

  @Test
  void whatCannotBeFetched() {
    String help = "jpose models fetch";
    run("models", "fetch", "lite").refuses(help, "lite comes with jpose: it is always here");
    run("models", "fetch", "cmu")
        .refuses(
            help,
            "cmu may be used under these terms only, which have to be accepted once: Carnegie Mellon"
                + " University, OpenPose: academic or non-profit organization noncommercial research"
                + " use only; to accept them, add --accept-licence");
    Program unknown = run("models", "fetch", "light");
    assertEquals(ExitCode.USAGE, unknown.code());
    assertTrue(
        unknown
            .err()
            .startsWith("jpose: no model 'light' in the catalogue; it has: base, base-int8, "),
        unknown.err());
    Program trunk = run("models", "fetch", "mobilenet_v1_1.0_imagenet");
    assertEquals(ExitCode.USAGE, trunk.code());
    assertTrue(
        trunk.err().contains("'jpose models add mobilenet_v1_1.0_imagenet FILE'"), trunk.err());
    Program several = run("models", "fetch", "lite", "cmu");
    assertEquals(ExitCode.FAILED, several.code());
    assertEquals(2, several.complaints().size());
  }

  @Test
  void addsAPublishedFileOnlyIfItIsTheOne() throws IOException {
    Path graph = SharedFolder.require("models/tfpose_mobilenet_v2_small/graph_opt.pb");
    run("models", "add", SMALL, graph).succeeds();
    run("models", "verify", SMALL).succeeds();
    Path photo = Photos.copy(folder.resolve("graph_opt.pb"));
    Program wrong = run("models", "add", "mobilenet_thin", photo);
    assertEquals(ExitCode.FAILED, wrong.code());
    assertTrue(
        wrong
            .err()
            .startsWith(
                "jpose: " + photo + ": is not the file of mobilenet_thin: wrong file: git blob id"),
        wrong.err());
    run("models", "add", SMALL, graph, "--network", "lite")
        .refuses(
            "jpose models add",
            SMALL
                + " is a model of the catalogue; --network, --skeleton, --source and --licence go with a"
                + " model of your own");
    run("models", "add", "lite", graph)
        .refuses("jpose models add", "lite comes with jpose: it is always here");
  }

  @Test
  void addsModelsOfTheUsersOwn() throws IOException {
    Path weights = SharedFolder.require("models/lite/lite.safetensors");
    Path onnx = Files.write(folder.resolve("lite.onnx"), ModelZoo.load("lite"));
    assertEquals(
        "mine: making its model file\nmine: " + model("mine") + "\n",
        run("models", "add", "mine", weights, "--network", "lite", "--licence", "MIT")
            .succeeds()
            .out());
    run("models", "add", "other", onnx).succeeds();
    for (String name : List.of("mine", "other")) {
      Path json = folder.resolve(name + ".json");
      run("image", Photos.twoPeople(), "--model", name, "--json", json).succeeds();
      JsonNode image = Photos.json(json).get("images").get(0);
      assertEquals(name, image.get("model").asText());
      Photos.assertTwoPeople(image, 1, Photos.LITE_PIXELS);
    }
    List<String> card = run("models", "show", "mine").succeeds().out().lines().toList();
    assertTrue(card.contains("model       mine: added from lite.safetensors"), card.toString());
    assertTrue(card.contains("licence     MIT"), card.toString());
    assertTrue(
        card.contains(
            "file        lite.safetensors, 7,860,848 bytes, SHA-256"
                + " 67b4090a63a89f8445c36dca1cd05572c70c8a9eb8ab04f513344007a1b79f54"),
        card.toString());
    assertTrue(run("models", "list").succeeds().out().contains("\n  other    "));
    run("models", "show", "mine", "--skeleton", "body25")
        .refuses(
            "jpose models show",
            "model 'mine' is for skeleton coco18, so --skeleton body25 does not go with it; leave"
                + " it out");
    run("models", "add", "mine", weights)
        .refuses(
            "jpose models add", "there is a model 'mine'; remove it first, or choose another name");
    Path photo = Photos.copy(folder.resolve("photo.onnx"));
    Program bad = run("models", "add", "photo", photo);
    assertEquals(ExitCode.FAILED, bad.code());
    assertTrue(bad.err().startsWith("jpose: " + photo + ": is no whole ONNX file: "), bad.err());
    Path missing = folder.resolve("none.onnx");
    run("models", "add", "none", missing).fails(missing + ": no such file");
  }

  @Test
  void aFileIsMeantByItsPathWhereAModelHasItsName() throws IOException {
    Path onnx = Files.write(folder.resolve("lite.onnx"), ModelZoo.load("lite"));
    run("image", Photos.twoPeople(), "--model", onnx).succeeds();
    run("image", Photos.twoPeople(), "--model", folder.resolve("none.onnx"))
        .fails(
            folder.resolve("none.onnx")
                + ": neither a file nor a model that is here (base, base-int8, lite, lite-int8);"
                + " 'jpose models list' has more to"
                + " fetch");
  }

  @Test
  void whatIsNotHere() {
    run("models", "path", "cmu")
        .refuses("jpose models path", "model 'cmu' is not here; 'jpose models list' says what is");
    run("models", "path", "lite").refuses("jpose models path", "lite is inside jpose, not a file");
    Program removed = run("models", "remove", "lite", "cmu");
    assertEquals(ExitCode.FAILED, removed.code());
    assertEquals(
        List.of(
            "jpose: lite: is inside jpose and cannot be removed",
            "jpose: cmu: is not here; 'jpose models list' says what is"),
        removed.complaints());
    assertEquals(ExitCode.FAILED, run("models", "verify", "cmu").code());
  }

  @Test
  void showsEveryCard() {
    for (ModelCard card : ModelZoo.cards()) {
      List<String> lines = run("models", "show", card.name()).succeeds().out().lines().toList();
      assertEquals("model       " + card.name() + ": " + card.title(), lines.get(0));
    }
    assertTrue(run("models", "show", "cmu").out().contains("use only (to be accepted once)\n"));
  }

  @Test
  void cardsAgreeWithTheirNetworks() {
    for (ModelCard card : ModelZoo.cards()) {
      if (card.network().isPresent()) {
        PoseNetwork network = card.network().get();
        Cost cost =
            Cost.of(
                Networks.named(network.name(), Skeletons.COCO18),
                ModelsCommand.HEIGHT,
                ModelsCommand.WIDTH);
        assertEquals(OptionalLong.of(cost.parameters()), network.parameters(), card.name());
        assertEquals(OptionalLong.of(cost.macs()), network.macs(), card.name());
      }
    }
  }
}
