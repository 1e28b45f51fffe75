package org.jpose.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jpose.Jpose;
import org.jpose.core.EstimatorOptions;
import org.jpose.core.PoseEstimator;
import org.jpose.core.image.Image;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Keypoint;
import org.jpose.core.pose.Pose;
import org.jpose.media.image.ImageFileReader;
import org.jpose.media.image.ImageReadOptions;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser; its camera is a clip. */
@Timeout(value = 300)
class PageTest {
  private static final String TAB = "\uE004";
  private static final String CAMERA = "--use-fake-device-for-media-stream";
  private static final String ALLOWED = "--use-fake-ui-for-media-stream";
  private static final String DARK = "--blink-settings=preferredColorScheme=0";
  private static final String LIGHT = "--blink-settings=preferredColorScheme=1";
  private static final ImageFileReader READER = new ImageFileReader(ImageReadOptions.defaults());

  /** The people that are drawn, and the frame they are drawn over. */
  private static final String SHOWN =
      "return {result: JSON.parse(document.getElementById('overlay').dataset.result), frame:"
          + " document.getElementById('frame').toDataURL()}";

  private static final String RESULT =
      "return document.getElementById('overlay').dataset.result ?? null";

  @TempDir static Path folder;
  private static Path clip;

  private final PoseEstimator estimator =
      Jpose.estimator("lite", EstimatorOptions.defaults().withSize(new NetworkSize(320, 240)));
  private PoseServer server;

  @BeforeAll
  static void makeClip() throws Exception {
    Browser.require();
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/ffmpeg")),
        "skipped: needs ffmpeg; on Debian tools/install-test-parts installs it");
    Path dance = SharedFolder.require("video/Dance.mp4");
    clip = folder.resolve("camera.mjpeg");
    ffmpeg(
        "-ss",
        "2",
        "-t",
        "2",
        "-i",
        dance.toString(),
        "-vf",
        "fps=8,scale=640:-2",
        "-q:v",
        "3",
        clip.toString());
    ffmpeg("-i", clip.toString(), folder.resolve("frame%03d.png").toString());
  }

  private static void ffmpeg(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-nostdin", "-y"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
  }

  @BeforeEach
  void start() {
    start(0);
  }

  private void start(int port) {
    server =
        PoseServer.start(
            estimator,
            ServerOptions.defaults()
                .withPort(port)
                .withModel("lite")
                .withFailureLog(Throwable::printStackTrace));
  }

  @AfterEach
  void stop() {
    server.close();
    estimator.close();
  }

  private static Browser.Settings withCamera(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(CAMERA, ALLOWED, "--use-file-for-fake-video-capture=" + clip));
    arguments.addAll(List.of(more));
    return new Browser.Settings(folder, arguments.toArray(String[]::new));
  }

  private static JsonNode result(Browser browser) throws Exception {
    Browser.await(() -> browser.run(RESULT).isTextual(), "people in the picture");
    return Description.json(browser.run(RESULT).asText().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theCamerasPeopleAreDrawnWhereTheyAre() throws Exception {
    List<Image> frames = new ArrayList<>();
    try (var files = Files.list(folder)) {
      for (Path frame :
          files.filter(f -> f.toString().matches(".*frame\\d+\\.png")).sorted().toList()) {
        frames.add(READER.read(frame));
      }
    }
    List<List<Pose>> expected = frames.stream().map(estimator::estimate).toList();
    assertTrue(expected.size() >= 10 && expected.stream().filter(p -> !p.isEmpty()).count() > 5);
    try (Browser browser = Browser.start(withCamera())) {
      browser.open(server.address());
      // Smoothed joints are behind those of the clip.
      browser.click("#smooth");
      browser.click("#camera");
      int compared = 0;
      List<Long> seen = new ArrayList<>();
      for (int i = 0; i < 200 && compared < 8; i++) {
        result(browser);
        JsonNode shown = browser.run(SHOWN);
        JsonNode answer = shown.get("result");
        if (seen.contains(answer.get("frame").asLong())) {
          TimeUnit.MILLISECONDS.sleep(50);
          continue;
        }
        seen.add(answer.get("frame").asLong());
        if (!answer.get("people").isEmpty()) {
          int frame = nearest(picture(shown.get("frame").asText()), frames);
          double away = distance(answer, expected.get(frame));
          assertTrue(away < 6, "frame " + frame + " has people elsewhere, " + away + ": " + answer);
          compared++;
        }
      }
      assertTrue(compared >= 5, "compared " + compared + " of " + seen.size() + " answers");
      assertDrawn(browser);
      assertShown(browser);
      browser.screenshot("camera.png");
      browser.click("#stop");
      assertEquals("Stopped.", browser.text("#status"));
      browser.click("#save-json");
      browser.click("#save-csv");
      assertRecording();
    }
  }

  private static Image picture(String dataUrl) {
    byte[] png = Base64.getDecoder().decode(dataUrl.substring(dataUrl.indexOf(',') + 1));
    return READER.read(png, "the frame that is shown");
  }

  /** The frame of the clip that a picture is, by its pixels. */
  private static int nearest(Image picture, List<Image> frames) {
    int nearest = 0;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < frames.size(); i++) {
      Image frame = frames.get(i);
      assertEquals(frame.width(), picture.width());
      assertEquals(frame.height(), picture.height());
      long difference = 0;
      for (int y = 0; y < frame.height(); y += 3) {
        for (int x = 0; x < frame.width(); x += 3) {
          difference += Math.abs(frame.value(x, y, 1) - picture.value(x, y, 1));
        }
      }
      if (difference < least) {
        least = difference;
        nearest = i;
      }
    }
    return nearest;
  }

  /** Median distance of the best person's joints to those of the nearest person. */
  private static double distance(JsonNode answer, List<Pose> people) {
    JsonNode best = answer.at("/people/0");
    double least = Double.POSITIVE_INFINITY;
    for (Pose person : people) {
      List<Double> distances = new ArrayList<>();
      for (JsonNode joint : best.get("keypoints")) {
        double far = 1000;
        for (Keypoint known : person.keypoints()) {
          if (known.name().equals(joint.get("name").asText())) {
            far =
                Math.hypot(
                    known.x() - joint.get("x").asDouble(), known.y() - joint.get("y").asDouble());
          }
        }
        distances.add(far);
      }
      least = Math.min(least, distances.stream().sorted().toList().get(distances.size() / 2));
    }
    return least;
  }

  /** The overlay has colour at every joint, mirrored, and is clear elsewhere. */
  private static void assertDrawn(Browser browser) throws Exception {
    JsonNode drawn =
        browser.run(
            """
            const canvas = document.getElementById('overlay');
            const result = JSON.parse(canvas.dataset.result);
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            const scale = canvas.width / result.width;
            const alpha = (x, y) => pixels.data[4 * (Math.round(y) * canvas.width + Math.round(x)) + 3];
            let joints = 0, coloured = 0, clear = 0;
            for (const person of result.people) {
              for (const joint of person.keypoints) {
                joints++;
                coloured += alpha(canvas.width - (joint.x + 0.5) * scale, (joint.y + 0.5) * scale) > 200;
              }
            }
            for (let i = 3; i < pixels.data.length; i += 4) {
              clear += pixels.data[i] === 0;
            }
            const stage = document.getElementById('stage');
            return {joints, coloured, clear: clear / (pixels.data.length / 4),
              mirrored: getComputedStyle(document.getElementById('frame')).transform};
            """);
    assertTrue(drawn.get("joints").asInt() > 0, drawn::toString);
    assertTrue(drawn.get("coloured").asInt() >= 0.9 * drawn.get("joints").asInt(), drawn::toString);
    assertTrue(drawn.get("clear").asDouble() > 0.8, drawn::toString);
    assertEquals("matrix(-1, 0, 0, 1, 0, 0)", drawn.get("mirrored").asText());
  }

  private static void assertShown(Browser browser) throws Exception {
    assertTrue(Double.parseDouble(browser.text("#rate")) > 0);
    assertTrue(browser.text("#latency").matches("\\d+ ms"), browser.text("#latency"));
    assertTrue(browser.run("return document.querySelectorAll('#joints tr').length").asInt() >= 4);
    assertTrue(browser.run("return document.getElementById('person').options.length").asInt() >= 1);
    assertFalse(browser.run("return document.getElementById('chart').hidden").asBoolean());
    assertTrue(
        browser
                .run(
                    "const c = document.getElementById('chart'); const p ="
                        + " c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                        + " return p.filter((v, i) => i % 4 === 3 && v > 0).length")
                .asInt()
            > 100);
  }

  private static void assertRecording() throws Exception {
    Path json = folder.resolve("people.json");
    Path csv = folder.resolve("people.csv");
    Browser.await(() -> Files.exists(json) && Files.exists(csv), "downloads");
    JsonNode document = Description.json(Files.readAllBytes(json));
    assertEquals("jpose/1", document.get("format").asText());
    assertTrue(document.get("images").size() >= 5);
    document.get("images").forEach(image -> Description.assertValid("Image", image));
    List<String> lines = Files.readAllLines(csv);
    assertEquals("file,frame,time,person,joint,x,y,score,angle", lines.get(0));
    assertTrue(
        lines.get(1).matches("stream,\\d+,[0-9.]+,\\d+,[a-z_]+,[0-9.]+,[0-9.]+,[0-9.]+,.*"),
        lines.get(1));
    Files.delete(json);
    Files.delete(csv);
  }

  @Test
  void photosByTheFileChooser() throws Exception {
    Path photo =
        Path.of(System.getProperty("jpose.root", ".."))
            .resolve("samples/two-people.jpg")
            .toRealPath();
    Path broken = Files.writeString(folder.resolve("broken.jpg"), "no photo");
    try (Browser browser = Browser.start(new Browser.Settings(folder))) {
      browser.open(server.address());
      browser.type("#photos", photo + "\n" + broken);
      browser.awaitText("#status", "1 of 2 photos, 1 failed");
      browser.awaitText("#photo-list li:first-child", "two-people.jpg: ");
      JsonNode result = result(browser);
      assertTrue(result.at("/people/0/angles").size() > 0);
      browser.click("#save-csv");
      Path csv = folder.resolve("people.csv");
      Browser.await(() -> Files.exists(csv) && Files.size(csv) > 0, "the CSV file");
      String expected =
          new Client(server)
              .photo("?format=csv&angles=true", Files.readAllBytes(photo))
              .text()
              .replaceAll("(?m)^photo,", "two-people.jpg,");
      assertEquals(
          new TreeSet<>(expected.lines().toList()), new TreeSet<>(Files.readAllLines(csv)));
      Files.delete(csv);
      browser.click("#save-picture");
      Path drawn = folder.resolve("people.png");
      Browser.await(() -> Files.exists(drawn) && Files.size(drawn) > 0, "the picture");
      assertEquals(1312, new ImageFileReader(ImageReadOptions.defaults()).read(drawn).width());
      Files.delete(drawn);
      browser.screenshot("photo.png");
      browser.click("#heatmap");
      Browser.await(
          () ->
              browser
                  .run("return document.getElementById('picture').alt")
                  .asText()
                  .startsWith("Heatmap"),
          "the heatmap");
      browser.screenshot("heatmap.png");
      browser.click("#photo-list li:nth-child(2) button");
      browser.awaitText("#trouble", "broken.jpg: The body is no image");
    }
  }

  /** A folder of this test: photos, one deeper and one whose number is higher, and no photo. */
  private Path photos() throws Exception {
    Path sample = Path.of(System.getProperty("jpose.root", "..")).resolve("samples/two-people.jpg");
    Path photos = Files.createDirectories(folder.resolve("holiday/beach")).getParent();
    Files.copy(sample, photos.resolve("photo10.jpg"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(sample, photos.resolve("photo9.jpg"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(sample, photos.resolve("beach/wave.JPG"), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(photos.resolve("notes.txt"), "no photo");
    return photos.toRealPath();
  }

  private static List<String> listed(Browser browser) throws Exception {
    List<String> names = new ArrayList<>();
    browser
        .run("return [...document.querySelectorAll('#photo-list li')].map(li => li.textContent)")
        .forEach(name -> names.add(name.asText()));
    return names;
  }

  @Test
  void aFolderOfPhotosByTheChooser() throws Exception {
    Path photos = photos();
    try (Browser browser = Browser.start(new Browser.Settings(folder, DARK))) {
      browser.open(server.address());
      browser.type("#folder", photos.toString());
      browser.awaitText("#status", "3 of 3 photos");
      assertEquals(
          List.of("wave.JPG: 2 people", "photo9.jpg: 2 people", "photo10.jpg: 2 people"),
          listed(browser));
      browser.click("#save-json");
      Path json = folder.resolve("people.json");
      Browser.await(() -> Files.exists(json) && Files.size(json) > 0, "the JSON file");
      assertEquals(
          List.of("holiday/beach/wave.JPG", "holiday/photo9.jpg", "holiday/photo10.jpg"),
          Description.json(Files.readAllBytes(json)).get("images").findValuesAsText("file"));
      Files.delete(json);
      browser.screenshot("dark.png");
    }
  }

  @Test
  void photosFoldersAndAVideoAreDropped() throws Exception {
    Path photos = photos();
    Path dance = SharedFolder.require("video/Dance.mp4").toRealPath();
    try (Browser browser = Browser.start(new Browser.Settings(folder))) {
      browser.open(server.address());
      browser.drop("#stage", photos.resolve("photo9.jpg"));
      browser.awaitText("#status", "1 of 1 photos");
      assertEquals(List.of("photo9.jpg: 2 people"), listed(browser));
      browser.drop("h1", photos);
      browser.awaitText("#status", "3 of 3 photos");
      assertEquals(
          List.of("photo9.jpg: 2 people", "photo10.jpg: 2 people", "wave.JPG: 2 people"),
          listed(browser));
      browser.drop("#stage", photos.resolve("notes.txt"));
      browser.awaitText("#trouble", "None of these files is a photo.");
      browser.drop("#stage", dance);
      browser.awaitText("#status", "Dance.mp4");
      Browser.await(() -> result(browser).get("people").size() > 0, "people of the video");
    }
  }

  /** Pause, and a place in the video: the people are those of the frame that is shown. */
  @Test
  void aVideoIsPausedAndMoved() throws Exception {
    Path dance = SharedFolder.require("video/Dance.mp4").toRealPath();
    try (Browser browser = Browser.start(new Browser.Settings(folder))) {
      browser.open(server.address());
      browser.type("#video-file", dance.toString());
      Browser.await(() -> result(browser).get("people").size() > 0, "people of the video");
      browser.click("#play");
      browser.awaitText("#play", "Play");
      browser.run(
          "const place = document.getElementById('place'); place.value = 3;"
              + " place.dispatchEvent(new Event('input'))");
      Browser.await(() -> result(browser).get("time").asDouble() == 3, "people at 3 seconds");
      assertTrue(browser.text("#clock").startsWith("0:03 / 0:"), browser.text("#clock"));
      assertTrue(
          browser.run("return document.getElementById('video').paused").asBoolean(), "goes on");
      browser.click("#play");
      Browser.await(() -> result(browser).get("time").asDouble() > 3, "the video to go on");
      browser.run("const v = document.getElementById('video'); v.currentTime = v.duration - 0.2");
      browser.awaitText("#status", "The video is at its end.");
      browser.click("#play");
      Browser.await(() -> result(browser).get("time").asDouble() < 3, "the video anew");
      browser.awaitText("#status", "Dance.mp4");
    }
  }

  @Test
  void aVideoFileOnAPhoneByDay() throws Exception {
    videoOnAPhone(LIGHT, "phone-light.png");
  }

  @Test
  void aVideoFileOnAPhoneAtNight() throws Exception {
    videoOnAPhone(DARK, "phone-dark.png");
  }

  private void videoOnAPhone(String scheme, String screenshot) throws Exception {
    Path dance = SharedFolder.require("video/Dance.mp4").toRealPath();
    try (Browser browser = Browser.start(new Browser.Settings(folder, scheme).onPhone())) {
      browser.open(server.address());
      browser.type("#video-file", dance.toString());
      browser.awaitText("#status", "Dance.mp4");
      Browser.await(() -> result(browser).get("people").size() > 0, "people of the video");
      assertEquals(
          "none",
          browser
              .run("return getComputedStyle(document.getElementById('video')).transform")
              .asText());
      assertTrue(
          browser
              .run("return document.documentElement.scrollWidth <= window.innerWidth")
              .asBoolean(),
          "wider than the phone");
      browser.screenshot(screenshot);
    }
  }

  @Test
  void aCameraThatIsRefusedOrMissingIsSaid() throws Exception {
    try (Browser browser = Browser.start(new Browser.Settings(folder, CAMERA).refusingCamera())) {
      browser.open(server.address());
      browser.click("#camera");
      browser.awaitText("#trouble", "The camera was refused.");
      browser.screenshot("refused.png");
    }
    try (Browser browser = Browser.start(new Browser.Settings(folder, ALLOWED))) {
      browser.open(server.address());
      browser.click("#camera");
      browser.awaitText("#trouble", "No camera was found.");
    }
  }

  /** By another name than localhost, and not by https, browsers give a page no camera. */
  @Test
  void aPageWithoutHttpsSaysWhyItHasNoCamera() throws Exception {
    server.close();
    server =
        PoseServer.start(
            estimator,
            ServerOptions.defaults()
                .withPort(0)
                .withAccess(AccessRules.open().withOrigins(Set.of("http://pose.example"))));
    Browser.Settings settings =
        withCamera("--host-resolver-rules=MAP pose.example 127.0.0.1", "--no-proxy-server");
    try (Browser browser = Browser.start(settings)) {
      browser.open(URI.create("http://pose.example:" + server.port() + "/"));
      browser.click("#camera");
      browser.awaitText(
          "#trouble", "Browsers give a camera to pages at https:// or localhost only.");
    }
  }

  /** As a phone has it: https and another name than localhost, with a token. */
  @Test
  void byHttpsTheCameraWorksFromElsewhere() throws Exception {
    server.close();
    String token = "a-token-of-some-length";
    server =
        PoseServer.start(
            estimator,
            ServerOptions.defaults()
                .withPort(0)
                .withAccess(
                    AccessRules.open()
                        .withToken(token)
                        .withOrigins(Set.of("https://pose.example"))
                        .withKeystore(TlsTest.keystore(folder))));
    Browser.Settings settings =
        withCamera(
            "--host-resolver-rules=MAP pose.example 127.0.0.1",
            "--no-proxy-server",
            "--ignore-certificate-errors");
    try (Browser browser = Browser.start(settings)) {
      browser.openOnly(URI.create("https://pose.example:" + server.port() + "/"));
      Browser.await(
          () -> browser.run("return document.activeElement.id").asText().equals("token"),
          "the field");
      browser.type("#token", token + "\n");
      browser.awaitText("#status", "Choose");
      browser.click("#camera");
      Browser.await(() -> result(browser).get("people").size() > 0, "people of the camera");
    }
  }

  @Test
  void aServerThatWasGoneIsFoundAgain() throws Exception {
    try (Browser browser = Browser.start(withCamera())) {
      browser.open(server.address());
      browser.click("#camera");
      long before = result(browser).get("frame").asLong();
      int port = server.port();
      server.close();
      browser.awaitText("#trouble", "The server is gone. Connecting again");
      start(port);
      Browser.await(() -> browser.text("#trouble").isEmpty(), "the connection");
      Browser.await(() -> result(browser).get("frame").asLong() > before + 3, "more answers");
    }
  }

  @Test
  void aTokenIsAskedFor() throws Exception {
    server.close();
    String token = "a-token-of-some-length";
    server =
        PoseServer.start(
            estimator,
            ServerOptions.defaults().withPort(0).withAccess(AccessRules.open().withToken(token)));
    try (Browser browser = Browser.start(withCamera())) {
      browser.openOnly(server.address());
      Browser.await(
          () -> browser.run("return document.activeElement.id").asText().equals("token"),
          "the field");
      browser.type("#token", "wrong\n");
      browser.awaitText("#trouble", "The token is not this server's.");
      browser.run("document.getElementById('token').value = ''");
      browser.type("#token", token + "\n");
      browser.awaitText("#status", "Choose");
      browser.click("#camera");
      result(browser);
    }
  }

  @Test
  void keyboardAndScreenReader() throws Exception {
    try (Browser browser = Browser.start(new Browser.Settings(folder))) {
      browser.open(server.address());
      List<String> order = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        order.add(browser.press(TAB));
      }
      assertEquals(List.of("camera", "photos", "folder", "video-file", "smooth"), order);
      for (String spoken :
          browser.spoken(
              "button:not(#token-form *, #play), main input:not(#token, #heatmap, #place), select, #overlay, .scroll")) {
        assertTrue(spoken.matches("\\S+ \\S.*"), "has no name: " + spoken);
      }
      assertEquals(
          "status",
          browser.run("return document.getElementById('status').getAttribute('role')").asText());
    }
  }
}
