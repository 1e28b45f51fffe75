package org.jpose.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jpose.cli.RunningProgram;
import org.jpose.cli.terminal.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The node as users start and end it, among Debian's real programs. */
@Timeout(300)
class RosProgramTest {
  private static final String NODE = "/pose_estimator";

  @TempDir Path folder;

  private final List<Process> processes = new ArrayList<>();
  private String master;

  @BeforeEach
  void startMaster() throws Exception {
    for (String program : List.of("roscore", "rosnode", "roslaunch", "rostopic")) {
      Assumptions.assumeTrue(
          Files.isExecutable(Path.of("/usr/bin", program)),
          "skipped: needs Debian's ros-core; tools/install-test-parts installs it");
    }
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = probe.getLocalPort();
    }
    master = "http://127.0.0.1:" + port;
    start("roscore", "/usr/bin/roscore", "-p", "" + port);
    boolean answers = false;
    while (!answers) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        answers = socket.isConnected();
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  @AfterEach
  void endAll() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  private Process start(String name, String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().put("ROS_MASTER_URI", master);
    builder.environment().put("ROS_IP", "127.0.0.1");
    builder.environment().put("ROS_HOME", folder.resolve("ros-home").toString());
    builder.environment().put("ROS_PACKAGE_PATH", folder.resolve("packages").toString());
    builder.environment().put("PYTHONUNBUFFERED", "1");
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private String run(String... command) throws Exception {
    String name = "run-" + processes.size();
    Process process = start(name, command);
    assertTrue(process.waitFor(90, TimeUnit.SECONDS), String.join(" ", command));
    return Files.readString(folder.resolve(name + ".log"));
  }

  private RunningProgram node(String name) throws IOException {
    RunningProgram program =
        RunningProgram.start(
            folder,
            "ros",
            "--image",
            "/camera/image_raw",
            "--model",
            "lite",
            "--master",
            master,
            "__name:=" + name,
            "__ip:=127.0.0.1");
    program.awaitLine("listening to /camera/image_raw");
    return program;
  }

  private void awaitListed(String name) throws Exception {
    for (int i = 0; i < 300; i++) {
      if (run("/usr/bin/rosnode", "list").lines().toList().contains(name)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new AssertionError(name + " is not on the master's list");
  }

  @Test
  void ctrlCTakesTheNodeOffTheMastersLists() throws Exception {
    try (RunningProgram program = node("pose_estimator")) {
      awaitListed(NODE);
      String before = run("/usr/bin/rostopic", "list", "-v");
      assertTrue(
          before.contains(" * /pose_estimator/pose [tfpose_ros/Persons] 1 publisher"), before);
      assertTrue(before.contains(" * /camera/image_raw [sensor_msgs/Image] 1 subscriber"), before);
      program.signal("INT");
      assertEquals(ExitCode.INTERRUPTED, program.exitCode(), program.err());
    }
    String nodes = run("/usr/bin/rosnode", "list");
    assertFalse(nodes.contains(NODE), nodes);
    String topics = run("/usr/bin/rostopic", "list", "-v");
    assertFalse(topics.contains("pose_estimator"), topics);
    assertFalse(topics.contains("/camera/image_raw"), topics);
  }

  /** One that was killed with no chance to say good-bye is cleaned up; one that lives is not. */
  @Test
  void cleanupTellsTheDeadFromTheLiving() throws Exception {
    try (RunningProgram living = node("living")) {
      try (RunningProgram dead = node("dead")) {
        awaitListed("/dead");
        dead.signal("KILL");
        dead.exitCode();
      }
      awaitListed("/living");
      assertTrue(run("/usr/bin/rosnode", "list").contains("/dead"));
      String cleaned = run("sh", "-c", "echo y | /usr/bin/rosnode cleanup");
      assertTrue(cleaned.contains("/dead"), cleaned);
      String nodes = run("/usr/bin/rosnode", "list");
      assertFalse(nodes.contains("/dead"), nodes);
      assertTrue(nodes.contains("/living"), nodes);
      String ping = run("/usr/bin/rosnode", "ping", "-c", "1", "/living");
      assertTrue(ping.contains("xmlrpc reply from"), ping);
      living.signal("TERM");
      assertEquals(ExitCode.TERMINATED, living.exitCode(), living.err());
    }
  }

  /** The package, its executable and the launch file of docs/ROS.md. */
  @Test
  void roslaunchStartsAndEndsTheNode() throws Exception {
    String page =
        Files.readString(Path.of(System.getProperty("jpose.root", "..")).resolve("docs/ROS.md"));
    Path made = Files.createDirectories(folder.resolve("packages/jpose"));
    Files.writeString(made.resolve("package.xml"), block(page, "<package format"));
    String script = block(page, "#!/bin/sh");
    assertTrue(script.contains("exec /path/to/jpose ros \"$@\""), script);
    String jpose =
        "CLASSPATH='"
            + System.getProperty("java.class.path")
            + "' exec "
            + String.join(" ", RunningProgram.command());
    Path program = made.resolve("pose_estimator");
    Files.writeString(program, script.replace("exec /path/to/jpose", "export CLASSPATH\n" + jpose));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path launch = folder.resolve("pose.launch");
    Files.writeString(launch, block(page, "<launch>"));
    Process roslaunch = start("roslaunch", "/usr/bin/roslaunch", launch.toString());
    awaitListed(NODE);
    String info = run("/usr/bin/rosnode", "info", NODE);
    while (!info.contains("/pose_estimator/markers")) {
      TimeUnit.MILLISECONDS.sleep(100);
      info = run("/usr/bin/rosnode", "info", NODE);
    }
    assertTrue(info.contains(" * /camera/image_raw [unknown type]"), info);
    assertTrue(info.contains(" * /pose_estimator/pose [tfpose_ros/Persons]"), info);
    assertEquals("432x368", run("/usr/bin/rosparam", "get", NODE + "/resolution").strip());
    // As Ctrl-C in its terminal.
    new ProcessBuilder("sh", "-c", "kill -INT " + roslaunch.pid()).start().waitFor();
    assertTrue(roslaunch.waitFor(60, TimeUnit.SECONDS), "roslaunch goes on");
    String said = Files.readString(folder.resolve("roslaunch.log"), StandardCharsets.UTF_8);
    assertTrue(said.contains("listening to /camera/image_raw"), said);
    assertFalse(said.contains("escalating to SIGTERM"), said);
    String nodes = run("/usr/bin/rosnode", "list");
    assertFalse(nodes.contains(NODE), nodes);
  }

  /** The block of a document's code that begins so. */
  private static String block(String page, String beginning) {
    int start = page.indexOf("\n" + beginning) + 1;
    assertTrue(start > 0, "no block begins with " + beginning);
    return page.substring(start, page.indexOf("```", start));
  }
}
