package org.jpose.ros.node;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.jpose.ros.topic.RosException;
import org.jpose.testkit.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever another node sends is read or refused. */
@Tag("fuzz")
class NodeFuzzTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void calls() throws XMLStreamException {
    List<Object> values = List.of(1, true, 0.5, "text", List.of(1, List.of("x")), Map.of("a", 1));
    Fuzz.of("xmlrpc-call", bytes(XmlRpc.call("requestTopic", values)))
        .declaring(XMLStreamException.class)
        .run(input -> XmlRpc.readCall(new ByteArrayInputStream(input)));
  }

  @Test
  void answers() throws XMLStreamException {
    Fuzz.of("xmlrpc-answer", bytes(XmlRpc.answer(List.of(1, "ready", List.of("TCPROS", "h", 4)))))
        .alsoFrom(bytes(XmlRpc.fault(3, "no")))
        .declaring(XMLStreamException.class)
        .declaring(RosException.class)
        .run(input -> XmlRpc.readAnswer(new ByteArrayInputStream(input)));
  }

  @Test
  void headers() {
    Fuzz.of("tcpros-header", ConnectionHeader.bytes(Map.of("callerid", "/a", "md5sum", "*")))
        .declaring(IOException.class)
        .run(input -> ConnectionHeader.read(new ByteArrayInputStream(input)));
  }

  @Test
  void streams() {
    Fuzz.of("tcpros-stream", new byte[] {3, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0})
        .declaring(IOException.class)
        .run(
            input -> {
              MessageStream stream = new MessageStream(new ByteArrayInputStream(input));
              stream.read(stream.nextLength());
              stream.read(stream.nextLength());
            });
  }
}
