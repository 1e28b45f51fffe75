package org.jpose.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Debian's Chromium without a window, by WebDriver's protocol. */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-dev-shm-usage",
          "--autoplay-policy=no-user-gesture-required");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  private Browser(Process driver, URI address, ObjectNode capabilities) throws Exception {
    this.driver = driver;
    await(() -> ready(address), "chromedriver");
    ObjectNode body = JSON.createObjectNode();
    body.putObject("capabilities").set("alwaysMatch", capabilities);
    session =
        address + "/session/" + send("POST", address + "/session", body).get("sessionId").asText();
  }

  /** How the browser is. */
  record Settings(Path folder, List<String> arguments, boolean phone, boolean cameraRefused) {
    Settings(Path folder, String... arguments) {
      this(folder, List.of(arguments), false, false);
    }

    Settings onPhone() {
      return new Settings(folder, arguments, true, cameraRefused);
    }

    Settings refusingCamera() {
      return new Settings(folder, arguments, phone, true);
    }
  }

  /** Skips the test where Chromium or its driver is missing. */
  static void require() {
    for (String program : List.of("chromium", "chromedriver")) {
      Assumptions.assumeTrue(
          Files.isExecutable(Path.of("/usr/bin", program)),
          "skipped: needs " + program + "; on Debian tools/install-test-parts installs it");
    }
  }

  /** Starts a browser with a profile of its own; files are saved into the settings' folder. */
  static Browser start(Settings settings) throws Exception {
    require();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    ObjectNode capabilities = JSON.createObjectNode();
    capabilities.put("browserName", "chrome");
    ObjectNode chrome = capabilities.putObject("goog:chromeOptions");
    chrome.put("binary", "/usr/bin/chromium");
    ArrayNode arguments = chrome.putArray("args");
    ARGUMENTS.forEach(arguments::add);
    settings.arguments().forEach(arguments::add);
    arguments.add("--user-data-dir=" + Files.createTempDirectory(settings.folder(), "profile"));
    if (settings.phone()) {
      chrome
          .putObject("mobileEmulation")
          .putObject("deviceMetrics")
          .put("width", 390)
          .put("height", 844)
          .put("pixelRatio", 2)
          .put("touch", true);
    } else {
      arguments.add("--window-size=1280,960");
    }
    ObjectNode preferences = chrome.putObject("prefs");
    preferences.put("download.default_directory", settings.folder().toString());
    if (settings.cameraRefused()) {
      preferences.put("profile.default_content_setting_values.media_stream_camera", 2);
    }
    Process driver =
        new ProcessBuilder("/usr/bin/chromedriver", "--port=" + port, "--allowed-ips=127.0.0.1")
            .redirectErrorStream(true)
            .redirectOutput(settings.folder().resolve("chromedriver.log").toFile())
            .start();
    try {
      return new Browser(driver, URI.create("http://127.0.0.1:" + port), capabilities);
    } catch (Exception | Error e) {
      driver.destroy();
      throw e;
    }
  }

  /** Something that is true in the end. */
  interface Condition {
    boolean holds() throws Exception;
  }

  static void await(Condition condition, String what) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private boolean ready(URI address) throws Exception {
    try {
      return send("GET", address + "/status", null).get("ready").asBoolean();
    } catch (IOException e) {
      return false;
    }
  }

  private JsonNode send(String method, String address, JsonNode body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(PATIENCE)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    JsonNode value = JSON.readTree(response.body()).get("value");
    if (response.statusCode() != 200) {
      throw new AssertionError(method + " " + address + ": " + value);
    }
    return value;
  }

  private JsonNode post(String command, ObjectNode body) throws Exception {
    return send("POST", session + command, body);
  }

  void open(URI page) throws Exception {
    post("/url", JSON.createObjectNode().put("url", page.toString()));
    await(
        () -> run("return document.documentElement.dataset.ready === 'true'").asBoolean(),
        "the page");
  }

  /** Opens a page that does not come to be ready. */
  void openOnly(URI page) throws Exception {
    post("/url", JSON.createObjectNode().put("url", page.toString()));
  }

  /** Runs JavaScript in the page. */
  JsonNode run(String script) throws Exception {
    ObjectNode body = JSON.createObjectNode().put("script", script);
    body.putArray("args");
    return post("/execute/sync", body);
  }

  private String element(String selector) throws Exception {
    ObjectNode body = JSON.createObjectNode().put("using", "css selector").put("value", selector);
    return post("/element", body).get(ELEMENT).asText();
  }

  void click(String selector) throws Exception {
    post("/element/" + element(selector) + "/click", JSON.createObjectNode());
  }

  /** Types, or chooses files where the element is a file chooser. */
  void type(String selector, String text) throws Exception {
    post("/element/" + element(selector) + "/value", JSON.createObjectNode().put("text", text));
  }

  /** Drops files and folders of the disk on an element, as from another window. */
  void drop(String selector, Path... paths) throws Exception {
    JsonNode at =
        run(
            "const r = document.querySelector('%s').getBoundingClientRect(); return {x: r.x + r.width / 2, y: r.y + r.height / 2}"
                .formatted(selector));
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      ObjectNode body = JSON.createObjectNode().put("cmd", "Input.dispatchDragEvent");
      ObjectNode event = body.putObject("params").put("type", type);
      event.set("x", at.get("x"));
      event.set("y", at.get("y"));
      ObjectNode data = event.putObject("data").put("dragOperationsMask", 1);
      data.putArray("items");
      ArrayNode files = data.putArray("files");
      List.of(paths).forEach(path -> files.add(path.toString()));
      post("/goog/cdp/execute", body);
    }
  }

  String text(String selector) throws Exception {
    return send("GET", session + "/element/" + element(selector) + "/text", null).asText();
  }

  void awaitText(String selector, String part) throws Exception {
    await(() -> text(selector).contains(part), part + " in " + selector);
  }

  /** What a screen reader says of the elements: role and name each. */
  List<String> spoken(String selector) throws Exception {
    ObjectNode body = JSON.createObjectNode().put("using", "css selector").put("value", selector);
    List<String> all = new ArrayList<>();
    for (JsonNode found : post("/elements", body)) {
      String element = session + "/element/" + found.get(ELEMENT).asText();
      all.add(
          send("GET", element + "/computedrole", null).asText()
              + " "
              + send("GET", element + "/computedlabel", null).asText());
    }
    return all;
  }

  /** Presses a key of the keyboard, and says what has the focus then. */
  String press(String key) throws Exception {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode keyboard = body.putArray("actions").addObject().put("type", "key").put("id", "k");
    ArrayNode presses = keyboard.putArray("actions");
    presses.addObject().put("type", "keyDown").put("value", key);
    presses.addObject().put("type", "keyUp").put("value", key);
    post("/actions", body);
    return run("return document.activeElement.id").asText();
  }

  /** Puts a picture of the page under target/. */
  Path screenshot(String name) throws Exception {
    Path folder = Files.createDirectories(Path.of("target", "screenshots"));
    byte[] png = Base64.getDecoder().decode(send("GET", session + "/screenshot", null).asText());
    return Files.write(folder.resolve(name), png);
  }

  @Override
  public void close() {
    try {
      send("DELETE", session, null);
      driver.destroy();
      driver.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("the browser cannot be ended", e);
    } finally {
      driver.destroy();
    }
  }
}
