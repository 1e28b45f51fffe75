package org.jpose.ros.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeOptionsTest {
  private final NodeOptions plain = NodeOptions.named("pose", Map.of());

  @Test
  void theEnvironmentNamesTheMasterAndThisMachine() {
    NodeOptions options =
        NodeOptions.named(
            "pose",
            Map.of(
                "ROS_MASTER_URI",
                "http://robot:11312/",
                "ROS_IP",
                "10.0.0.7",
                "ROS_NAMESPACE",
                "/arm"));
    assertEquals("http://robot:11312/", options.master().toString());
    assertEquals(Optional.of("10.0.0.7"), options.host());
    assertEquals("/arm/pose", options.fullName());
    assertEquals("http://localhost:11311", plain.master().toString());
    NodeOptions both =
        NodeOptions.named("pose", Map.of("ROS_IP", "10.0.0.7", "ROS_HOSTNAME", "arm"));
    assertEquals(Optional.of("arm"), both.host());
  }

  @Test
  void namesAreResolvedAndRemapped() {
    NodeOptions options =
        plain.withArguments(
            List.of("__ns:=/arm", "image:=/eye/image", "~pose:=people", "/a/b:=c", "_x:=1"));
    assertEquals("/eye/image", options.resolve("image"));
    assertEquals("/eye/image", options.resolve("/arm/image"));
    assertEquals("/arm/people", options.resolve("~pose"));
    assertEquals("/arm/c", options.resolve("/a/b"));
    assertEquals("/arm/pose/markers", options.resolve("~markers"));
    assertEquals("/other", options.resolve("/other"));
    assertEquals("/arm/x/y", options.resolve("x//y/"));
    assertEquals(Map.of("x", "1"), options.parameters());
  }

  @Test
  void rosOwnArgumentsNameTheNode() {
    NodeOptions options =
        plain.withArguments(
            List.of(
                "__name:=eyes",
                "__ns:=left",
                "__master:=http://m:1",
                "__ip:=1.2.3.4",
                "__log:=/x"));
    assertEquals("/left/eyes", options.fullName());
    assertEquals("http://m:1", options.master().toString());
    assertEquals(Optional.of("1.2.3.4"), options.host());
  }

  @Test
  void whatIsNoNameIsRefused() {
    for (String name :
        List.of("", "a b", "1a", "/a//1", "a".repeat(1000) + "!", "a:b", "ä", "../x")) {
      assertThrows(IllegalArgumentException.class, () -> plain.resolve(name), name);
    }
    assertThrows(IllegalArgumentException.class, () -> plain.withName("a/b"));
    assertThrows(IllegalArgumentException.class, () -> plain.withMaster("robot:11311"));
    assertThrows(IllegalArgumentException.class, () -> plain.withMaster("http://robot"));
    assertThrows(IllegalArgumentException.class, () -> plain.withMaster("https://robot:1"));
    assertThrows(IllegalArgumentException.class, () -> plain.withArguments(List.of("image")));
  }
}
