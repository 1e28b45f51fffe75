package org.jpose.ros.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.jpose.ros.topic.RosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XmlRpcTest {
  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsWrittenIsRead() throws XMLStreamException {
    List<Object> values =
        List.of(
            1,
            -7,
            true,
            false,
            0.5,
            "<&> ä\n",
            List.of(),
            List.of(1, List.of("x")),
            Map.of("a", 1));
    XmlRpc.Call call = XmlRpc.readCall(bytes(XmlRpc.call("do.it", values)));
    assertEquals(new XmlRpc.Call("do.it", values), call);
    assertEquals(values, XmlRpc.readAnswer(bytes(XmlRpc.answer(values))));
    RosException fault =
        assertThrows(
            RosException.class, () -> XmlRpc.readAnswer(bytes(XmlRpc.fault(3, "no such thing"))));
    assertEquals(
        "answered with a fault: {faultCode=3, faultString=no such thing}",
        fault
            .getMessage()
            .replace(
                "{faultString=no such thing, faultCode=3}",
                "{faultCode=3, faultString=no such thing}"));
  }

  @Test
  void othersWriteItOtherwise() throws XMLStreamException {
    String text =
        "<?xml version='1.0'?>\n"
            + "<methodCall>\n"
            + " <methodName>m</methodName>\n"
            + " <params>\n"
            + "<param><value>bare</value></param><param>\n"
            + "<value><i4>5</i4></value></param><param><value><string></string></value></param><param><value/></param><param><value><base64>AQID\n"
            + "</base64></value></param><param><value><array><data>\n"
            + "<value><int>1</int></value>\n"
            + "</data></array></value></param></params></methodCall>";
    List<Object> values = XmlRpc.readCall(bytes(text)).parameters();
    assertEquals(List.of("bare", 5, "", ""), values.subList(0, 4));
    assertArrayEquals(new byte[] {1, 2, 3}, (byte[]) values.get(4));
    assertEquals(List.of(1), values.get(5));
  }

  @Test
  void nothingOutsideIsReadAndNothingGrows(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    String outside =
        "<!DOCTYPE x [<!ENTITY e SYSTEM \""
            + secret.toUri()
            + "\">]><methodCall><methodName>m</methodName><params><param><value>&e;</value></param>"
            + "</params></methodCall>";
    try {
      assertFalse(XmlRpc.readCall(bytes(outside)).toString().contains("secret"));
    } catch (XMLStreamException e) {
      // Refused is as good.
      assertFalse(e.getMessage().contains("secret</"));
    }
    String deep = "<value><array><data>".repeat(40);
    assertThrows(
        XMLStreamException.class,
        () -> XmlRpc.readCall(bytes("<methodCall><methodName>m</methodName>" + deep)));
    for (String wrong : List.of("", "<a/>", "<methodCall>", "no", "<methodResponse/>")) {
      assertThrows(XMLStreamException.class, () -> XmlRpc.readCall(bytes(wrong)), wrong);
    }
    String number = "<methodCall><methodName>m</methodName><value><int>x</int></value>";
    assertThrows(XMLStreamException.class, () -> XmlRpc.readCall(bytes(number)));
  }
}
