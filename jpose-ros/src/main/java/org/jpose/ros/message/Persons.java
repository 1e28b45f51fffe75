package org.jpose.ros.message;

import java.util.List;
import java.util.Objects;

/**
 * {@code tfpose_ros/Persons}, as tf-pose's node publishes people.
 *
 * @param persons people, best first
 * @param imageWidth pixels in a row of the picture
 * @param imageHeight rows of the picture
 * @param header that of the picture
 */
public record Persons(List<Person> persons, long imageWidth, long imageHeight, Header header) {
  /** The type. */
  public static final MessageType<Persons> TYPE =
      new MessageType<>(
          new MessageDefinition(
              "tfpose_ros/Persons",
              "Person[] persons\nuint32 image_w\nuint32 image_h\nHeader header"),
          List.of(
              new MessageDefinition("tfpose_ros/Person", "BodyPartElm[] body_part"),
              new MessageDefinition(
                  "tfpose_ros/BodyPartElm",
                  "uint32 part_id\nfloat32 x\nfloat32 y\nfloat32 confidence"),
              Header.DEFINITION),
          fields ->
              new Persons(
                  fields.messages("persons", Person::read),
                  fields.uint32("image_w"),
                  fields.uint32("image_h"),
                  fields.header("header")),
          (fields, people) -> {
            fields.messages("persons", people.persons, Person::write);
            fields.uint32("image_w", people.imageWidth);
            fields.uint32("image_h", people.imageHeight);
            fields.header("header", people.header);
          });

  public Persons {
    persons = List.copyOf(persons);
    Objects.requireNonNull(header, "header");
  }

  /**
   * One person.
   *
   * @param bodyParts the joints that were found
   */
  public record Person(List<BodyPart> bodyParts) {
    public Person {
      bodyParts = List.copyOf(bodyParts);
    }

    private static Person read(FieldReader fields) {
      return new Person(fields.messages("body_part", BodyPart::read));
    }

    private static void write(FieldWriter fields, Person person) {
      fields.messages("body_part", person.bodyParts, BodyPart::write);
    }
  }

  /**
   * One joint.
   *
   * @param partId index of the joint in the model's skeleton
   * @param x 0 at the left side of the picture, 1 at the right
   * @param y 0 at the top of the picture, 1 at the bottom
   * @param confidence the joint's score
   */
  public record BodyPart(long partId, float x, float y, float confidence) {
    private static BodyPart read(FieldReader fields) {
      return new BodyPart(
          fields.uint32("part_id"),
          fields.float32("x"),
          fields.float32("y"),
          fields.float32("confidence"));
    }

    private static void write(FieldWriter fields, BodyPart part) {
      fields.uint32("part_id", part.partId);
      fields.float32("x", part.x);
      fields.float32("y", part.y);
      fields.float32("confidence", part.confidence);
    }
  }
}
