"""A derivation as plain lines, for golden files that a person reads."""

from chalkgrad.calculus.derivation import Derivation, Step


def written(derivation: Derivation) -> str:
    lines = []
    if derivation.split:
        lines += [derivation.split, ""]
    for equation in derivation.equations:
        lines.append(f"{equation.left.text} ({equation.shape}), {equation.meaning}")
        lines.append(f"    {equation.steps[0].before}")
        for step in equation.steps:
            lines += _step(step, 0)
        if equation.note:
            lines.append(f"    note: {equation.note}")
        lines.append("")
    return "\n".join(lines)


def _step(step: Step, depth: int) -> list[str]:
    space = "    " + "    " * depth
    mark = {"proved": "✓", "tested": "≈"}[step.certificate.kind]
    lines = [f"{space}{mark} = {step.after}", f"{space}      {step.rule}: {step.words}"]
    for child in step.children:
        lines += _step(child, depth + 1)
    return lines
