package org.jpose.ros.node;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.jpose.ros.topic.RosException;

/**
 * Calls and answers of XML-RPC (Winer, 1999). Values are {@link Integer}, {@link Boolean}, {@link
 * Double}, {@link String}, {@code byte[]}, {@link List} and {@link Map}. Nothing outside the
 * document is ever read, and values are nested 32 deep at most.
 */
final class XmlRpc {
  private static final int DEEPEST = 32;

  /** What somebody asks for. */
  record Call(String method, List<Object> parameters) {}

  private XmlRpc() {}

  static String call(String method, List<?> parameters) throws XMLStreamException {
    StringWriter text = new StringWriter();
    XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
    xml.writeStartDocument();
    xml.writeStartElement("methodCall");
    element(xml, "methodName", method);
    writeParameters(xml, parameters);
    xml.writeEndDocument();
    return text.toString();
  }

  static String answer(Object value) throws XMLStreamException {
    StringWriter text = new StringWriter();
    XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
    xml.writeStartDocument();
    xml.writeStartElement("methodResponse");
    writeParameters(xml, List.of(value));
    xml.writeEndDocument();
    return text.toString();
  }

  static String fault(int code, String message) throws XMLStreamException {
    StringWriter text = new StringWriter();
    XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
    xml.writeStartDocument();
    xml.writeStartElement("methodResponse");
    xml.writeStartElement("fault");
    writeValue(xml, Map.of("faultCode", code, "faultString", message));
    xml.writeEndDocument();
    return text.toString();
  }

  /** Reads a call. */
  static Call readCall(InputStream document) throws XMLStreamException {
    XMLStreamReader xml = reader(document);
    expect(xml, "methodCall");
    expect(xml, "methodName");
    String method = xml.getElementText().strip();
    List<Object> parameters = new ArrayList<>();
    while (nextElement(xml)) {
      if (xml.getLocalName().equals("value")) {
        parameters.add(readValue(xml, 0));
      }
    }
    return new Call(method, parameters);
  }

  /**
   * Reads an answer.
   *
   * @throws RosException if it is a fault, with its words
   */
  static Object readAnswer(InputStream document) throws XMLStreamException {
    XMLStreamReader xml = reader(document);
    expect(xml, "methodResponse");
    boolean fault = false;
    while (nextElement(xml)) {
      fault |= xml.getLocalName().equals("fault");
      if (xml.getLocalName().equals("value")) {
        Object value = readValue(xml, 0);
        if (fault) {
          throw new RosException("answered with a fault: " + value);
        }
        return value;
      }
    }
    throw new XMLStreamException("an answer without value");
  }

  private static XMLStreamReader reader(InputStream document) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    // From bytes the JDK prints to standard error what is no UTF-8.
    return factory.createXMLStreamReader(new InputStreamReader(document, StandardCharsets.UTF_8));
  }

  private static boolean nextElement(XMLStreamReader xml) throws XMLStreamException {
    while (xml.hasNext()) {
      if (xml.next() == XMLStreamReader.START_ELEMENT) {
        return true;
      }
    }
    return false;
  }

  private static void expect(XMLStreamReader xml, String name) throws XMLStreamException {
    if (!nextElement(xml) || !xml.getLocalName().equals(name)) {
      throw new XMLStreamException("no XML-RPC: <" + name + "> is missing");
    }
  }

  /** Reads from {@code <value>} to {@code </value>}. */
  private static Object readValue(XMLStreamReader xml, int depth) throws XMLStreamException {
    if (depth > DEEPEST) {
      throw new XMLStreamException("values are nested more than " + DEEPEST + " deep");
    }
    StringBuilder text = new StringBuilder();
    Object value = null;
    while (xml.next() != XMLStreamReader.END_ELEMENT) {
      if (xml.isCharacters()) {
        text.append(xml.getText());
      } else if (xml.isStartElement()) {
        value = readTyped(xml, depth);
      }
    }
    return value == null ? text.toString() : value;
  }

  private static Object readTyped(XMLStreamReader xml, int depth) throws XMLStreamException {
    String type = xml.getLocalName();
    try {
      return switch (type) {
        case "i4", "int" -> Integer.valueOf(xml.getElementText().strip());
        case "boolean" -> xml.getElementText().strip().equals("1");
        case "double" -> Double.valueOf(xml.getElementText().strip());
        case "string", "dateTime.iso8601" -> xml.getElementText();
        case "nil" -> xml.getElementText();
        case "base64" -> Base64.getMimeDecoder().decode(xml.getElementText());
        case "array" -> readArray(xml, depth);
        case "struct" -> readStruct(xml, depth);
        default -> throw new XMLStreamException("a value of the unknown type " + type);
      };
    } catch (IllegalArgumentException e) {
      throw new XMLStreamException("a value that is no " + type + ": " + e.getMessage(), e);
    }
  }

  private static List<Object> readArray(XMLStreamReader xml, int depth) throws XMLStreamException {
    List<Object> values = new ArrayList<>();
    while (!(xml.next() == XMLStreamReader.END_ELEMENT && xml.getLocalName().equals("array"))) {
      if (xml.isStartElement() && xml.getLocalName().equals("value")) {
        values.add(readValue(xml, depth + 1));
      }
    }
    return values;
  }

  private static Map<String, Object> readStruct(XMLStreamReader xml, int depth)
      throws XMLStreamException {
    Map<String, Object> members = new LinkedHashMap<>();
    String name = "";
    while (!(xml.next() == XMLStreamReader.END_ELEMENT && xml.getLocalName().equals("struct"))) {
      if (xml.isStartElement() && xml.getLocalName().equals("name")) {
        name = xml.getElementText();
      } else if (xml.isStartElement() && xml.getLocalName().equals("value")) {
        members.put(name, readValue(xml, depth + 1));
      }
    }
    return members;
  }

  private static void writeParameters(XMLStreamWriter xml, List<?> parameters)
      throws XMLStreamException {
    xml.writeStartElement("params");
    for (Object parameter : parameters) {
      xml.writeStartElement("param");
      writeValue(xml, parameter);
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void writeValue(XMLStreamWriter xml, Object value) throws XMLStreamException {
    xml.writeStartElement("value");
    if (value instanceof Integer) {
      element(xml, "int", value.toString());
    } else if (value instanceof Boolean flag) {
      element(xml, "boolean", flag ? "1" : "0");
    } else if (value instanceof Double) {
      element(xml, "double", value.toString());
    } else if (value instanceof String text) {
      // What XML has no place for would make the whole document unreadable.
      element(
          xml, "string", text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "?"));
    } else if (value instanceof List<?> list) {
      xml.writeStartElement("array");
      xml.writeStartElement("data");
      for (Object item : list) {
        writeValue(xml, item);
      }
      xml.writeEndElement();
      xml.writeEndElement();
    } else if (value instanceof Map<?, ?> map) {
      xml.writeStartElement("struct");
      for (Map.Entry<?, ?> member : map.entrySet()) {
        xml.writeStartElement("member");
        element(xml, "name", member.getKey().toString());
        writeValue(xml, member.getValue());
        xml.writeEndElement();
      }
      xml.writeEndElement();
    } else {
      throw new IllegalArgumentException("XML-RPC has no place for " + value);
    }
    xml.writeEndElement();
  }

  private static void element(XMLStreamWriter xml, String name, String text)
      throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }
}
