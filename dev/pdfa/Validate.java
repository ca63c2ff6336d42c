import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.xml.parsers.DocumentBuilderFactory;

import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ProfileDetails;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Validates files against PDF/A-2b with veraPDF: one line of JSON for each file, in the order of the arguments. */
public class Validate {

    private static final String PROFILE = "/org/verapdf/pdfa/validation/PDFA-2B.xml";
    private static final int MOST_RULES = 20;

    public static void main(String[] files) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // The library writes remarks of its own to both outputs.
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile = readProfile();
        for (String file : files) {
            out.println(validate(file, profile));
        }
    }

    /** Reads veraPDF's own profile; its own reader of it is not in the jar. */
    private static ValidationProfile readProfile() throws Exception {
        Document profile;
        try (InputStream source = Validate.class.getResourceAsStream(PROFILE)) {
            profile = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(source);
        }
        Set<Rule> rules = new HashSet<>();
        for (Element rule : all(profile.getDocumentElement(), "rule")) {
            Element id = all(rule, "id").get(0);
            rules.add(Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(
                    PDFAFlavour.Specification.ISO_19005_2,
                    id.getAttribute("clause"),
                    Integer.parseInt(id.getAttribute("testNumber"))),
                rule.getAttribute("object"),
                rule.getAttribute("deferred").equals("true"),
                rule.getAttribute("tags"),
                text(rule, "description"),
                text(rule, "test"),
                Profiles.errorFromValues(text(rule, "message"), List.of()),
                List.of()));
        }
        Set<Variable> variables = new HashSet<>();
        for (Element one : all(profile.getDocumentElement(), "variable")) {
            variables.add(Profiles.variableFromValues(
                one.getAttribute("name"), one.getAttribute("object"), text(one, "defaultValue"), text(one, "value")));
        }
        ProfileDetails details = Profiles.profileDetailsFromValues("PDF/A-2b", "veraPDF", "", new Date(0));
        return Profiles.profileFromValues(PDFAFlavour.PDFA_2_B, details, "", rules, variables);
    }

    private static List<Element> all(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int index = 0; index < found.getLength(); index++) {
            elements.add((Element) found.item(index));
        }
        return elements;
    }

    private static String text(Element parent, String name) {
        return all(parent, name).get(0).getTextContent();
    }

    private static String validate(String file, ValidationProfile profile) {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), PDFAFlavour.PDFA_2_B);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, String> failed = new LinkedHashMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED && failed.size() < MOST_RULES) {
                    String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                    failed.putIfAbsent(rule, String.valueOf(assertion.getMessage()));
                }
            }
            return line(file, result.isCompliant(), result.getTotalAssertions(), failed);
        } catch (Exception error) {
            return line(file, false, 0, Map.of("unreadable", String.valueOf(error.getMessage())));
        }
    }

    private static String line(String file, boolean isCompliant, int checks, Map<String, String> failed) {
        List<String> rules = new ArrayList<>();
        failed.forEach((rule, message) -> rules.add(quote(rule) + ":" + quote(message)));
        return "{\"file\":" + quote(file) + ",\"compliant\":" + isCompliant + ",\"checks\":" + checks
            + ",\"failed\":{" + String.join(",", rules) + "}}";
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char letter : text.toCharArray()) {
            if (letter == '"' || letter == '\\') {
                quoted.append('\\').append(letter);
            } else if (letter < ' ') {
                quoted.append(String.format("\\u%04x", (int) letter));
            } else {
                quoted.append(letter);
            }
        }
        return quoted.append('"').toString();
    }
}
