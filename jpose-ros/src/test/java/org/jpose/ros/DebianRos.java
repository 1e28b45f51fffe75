package org.jpose.ros;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jpose.ros.topic.NodeOptions;
import org.junit.jupiter.api.Assumptions;

/** Debian's ROS on a port of its own: a master, and its programs. All of it ends with this. */
public final class DebianRos implements AutoCloseable {
  private static final String PYTHON = "/usr/bin/python3";
  private static final long PATIENCE_SECONDS = 120;

  private final Path folder;
  private final int port;
  private final List<Process> processes = new ArrayList<>();
  private Process core;

  private DebianRos(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** A master that answers; skips the test, with the reason, where Debian's ROS is missing. */
  public static DebianRos start(Path folder) throws IOException {
    require();
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    DebianRos ros = new DebianRos(folder, port);
    ros.startCore();
    return ros;
  }

  /** Programs that need no master, such as rosbag's. */
  public static DebianRos withoutMaster(Path folder) {
    require();
    return new DebianRos(folder, 11311);
  }

  /** Skips a test where Debian's ROS is missing. */
  public static void require() {
    boolean there =
        Files.isExecutable(Path.of("/usr/bin/roscore")) && Files.isExecutable(Path.of(PYTHON));
    for (String module : List.of("rospy", "rosbag", "sensor_msgs", "visualization_msgs")) {
      there &= Files.isDirectory(Path.of("/usr/lib/python3/dist-packages").resolve(module));
    }
    there &= Files.isDirectory(Path.of("/usr/share/std_msgs/msg"));
    Assumptions.assumeTrue(
        there, "skipped: needs Debian's ros-core and its Python; tools/install-test-parts has all");
  }

  /** Starts the master, the first time or again on the same port. */
  public void startCore() throws IOException {
    core = start("roscore", List.of("/usr/bin/roscore", "-p", "" + port));
    await("a master on port " + port, this::answers);
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Kills the master with no chance to say good-bye. */
  public void killCore() {
    kill(core);
  }

  /** Kills a process and all it started. */
  public void kill(Process process) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle handle : all) {
      handle.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  /** Address of the master. */
  public String master() {
    return "http://127.0.0.1:" + port;
  }

  /** Options of a node at this master. */
  public NodeOptions node(String name) {
    return NodeOptions.named(name).withMaster(master()).withHost("127.0.0.1");
  }

  /** Starts one of the scripts beside this class. */
  public Process script(String name, Object... arguments) throws IOException {
    Path script = folder.resolve(name);
    try (InputStream in = DebianRos.class.getResourceAsStream(name)) {
      Files.write(script, in.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of(PYTHON, script.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return start(name, command);
  }

  /** Starts a program; what it says is in {@link #said}. */
  public Process start(String name, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("ROS_MASTER_URI", master());
    environment.put("ROS_IP", "127.0.0.1");
    environment.remove("ROS_HOSTNAME");
    environment.remove("ROS_NAMESPACE");
    environment.put("ROS_HOME", folder.resolve("ros-home").toString());
    environment.put("ROS_LOG_DIR", folder.resolve("ros-log").toString());
    environment.put("PYTHONUNBUFFERED", "1");
    builder.redirectOutput(output(name).toFile());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** Runs a program to its end and returns what it says. */
  public String run(String... command) throws IOException, InterruptedException {
    String name = Path.of(command[0]).getFileName() + "-" + processes.size();
    Process process = start(name, List.of(command));
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      kill(process);
      throw new AssertionError(String.join(" ", command) + " does not end: " + said(name));
    }
    return said(name);
  }

  private Path output(String name) {
    return folder.resolve(name + ".log");
  }

  /** What a program has said so far. */
  public String said(String name) throws IOException {
    return Files.readString(output(name), StandardCharsets.UTF_8);
  }

  /** Waits until something is so. */
  public static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for " + what);
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    processes.forEach(this::kill);
  }
}
