"""Why we may say no, in plain words. Which of these may be used is the packs' word, not ours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ground:
    """`name` is what an agent chooses, `says` what the person reads, `can_do` what they can do about it."""

    name: str
    says: str
    can_do: str


# Code of the W3C Data Privacy Vocabulary 2.2 (justifications) -> words.
GROUNDS = {
    "IdentityVerificationFailure": Ground(
        "We could not tell that it is theirs",
        "We could not make sure that this is about you, and it may be somebody else's.",
        "Write to us from the address you used with us, or sign in and ask again.",
    ),
    "FulfilmentImpossible": Ground(
        "There is nothing of theirs",
        "We have looked in everything we keep, and found nothing under the address you confirmed.",
        "If you used another address with us, ask again from there.",
    ),
    "ProcessUnfounded": Ground(
        "Plainly unfounded",
        "We see nothing in the request that the right you named is about.",
        "Tell us what you would like to happen, and we look again.",
    ),
    "ProcessExcessive": Ground(
        "Excessive, such as the same again and again",
        "You asked for the same a short while ago, and nothing has changed since.",
        "Ask again when something has changed, or tell us what our last answer missed.",
    ),
    "ProcessFrivolous": Ground(
        "Frivolous or vexatious",
        "We understand the request as not meant in earnest.",
        "If it is, tell us in a sentence what you need, and another person looks at it.",
    ),
    "ThirdPartyRightsImpaired": Ground(
        "It would harm somebody else's rights",
        "It is about other people as well, and handing it out or removing it would harm them.",
        "Tell us if a part without those people would help you.",
    ),
    "LegalObligationImpaired": Ground(
        "The law makes us keep it",
        "A law obliges us to keep it for a while. We use it for nothing else until then.",
        "Ask us which law, and how long.",
    ),
    "LegalClaimDefenceImpaired": Ground(
        "Needed for a legal claim",
        "It is needed to bring or to answer a legal claim.",
        "Ask again when the matter is over.",
    ),
    "FreedomOfExpressionImpaired": Ground(
        "The public's right to know weighs more",
        "Others need to be able to read it, and in this case we found that this weighs more.",
        "Tell us about your situation, so that it can be weighed anew.",
    ),
    "ContractPerformanceNecessity": Ground(
        "Needed for what they asked us to do",
        "We need it for the service you have with us.",
        "End the service first, then ask again.",
    ),
    "SecurityImpaired": Ground(
        "It would weaken security",
        "It is needed to keep this service and its users safe.",
        "Ask us again later: such records are deleted on their own after a short while.",
    ),
    "ConfidentialityObligationCompromised": Ground(
        "We have promised others to keep it confidential",
        "It was given to us in confidence by somebody else.",
        "Tell us if a summary would help you.",
    ),
    "CrimeInvestigationImpaired": Ground(
        "It would hamper an investigation",
        "It is part of an investigation that handing it out would hamper.",
        "Ask again later, or turn to the authority named below.",
    ),
}
