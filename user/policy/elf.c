/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs: static ELF files for ARM, as the System V ABI and its ARM supplement (IHI 0044) have
 * them. Only what it takes to load them, and to refuse what cannot be run or must not be.
 */
#include <elf.h>
#include <string.h>
#include "user/policy/policy.h"

enum { LIMIT = PITH_STACK_TOP - (1 << 20) - 4096 }; /* below the largest stack and its guard */

/* The header, checked; what it says about program headers lies inside the file. */
static Elf32_Ehdr header_of(const struct component *component)
{
	Elf32_Ehdr header;

	if (component->program_size < sizeof(header))
		refuse("component '%s' lacks a program: what is embedded is no ELF file",
		    component->name);
	memcpy(&header, component->program, sizeof(header));
	if (memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
		refuse("component '%s' lacks a program: what is embedded is no ELF file",
		    component->name);
	if (header.e_ident[EI_CLASS] != ELFCLASS32 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
	    header.e_machine != EM_ARM || header.e_type != ET_EXEC)
		refuse("component '%s': its program is not a static one for ARM", component->name);
	if (header.e_phentsize != sizeof(Elf32_Phdr) || header.e_phoff > component->program_size ||
	    header.e_phnum > (component->program_size - header.e_phoff) / sizeof(Elf32_Phdr))
		refuse("component '%s': its program is damaged", component->name);
	return header;
}

static uint32_t rights_of(const struct component *component, uint32_t flags)
{
	if (flags & PF_W && flags & PF_X)
		refuse("component '%s': its program has a segment that is writable and executable",
		    component->name);
	return PITH_READ | (flags & PF_W ? PITH_WRITE : 0) | (flags & PF_X ? PITH_EXECUTE : 0);
}

static void fill(const struct component *component, const Elf32_Phdr *p, struct segment *segment)
{
	uint32_t end = p->p_vaddr + p->p_memsz;

	if (p->p_filesz > p->p_memsz || p->p_offset > component->program_size ||
	    p->p_filesz > component->program_size - p->p_offset)
		refuse("component '%s': its program is damaged", component->name);
	if (p->p_vaddr < PITH_PROGRAM_VADDR || p->p_vaddr > LIMIT ||
	    p->p_memsz > LIMIT - p->p_vaddr)
		refuse("component '%s': its program does not lie between 0x%x and 0x%x",
		    component->name, PITH_PROGRAM_VADDR, LIMIT);
	segment->address = p->p_vaddr & ~0xfffu;
	segment->size = ((end + 0xfff) & ~0xfffu) - segment->address;
	segment->rights = rights_of(component, p->p_flags);
	segment->bytes = (const uint8_t *)component->program + p->p_offset;
	segment->bytes_address = p->p_vaddr;
	segment->bytes_size = p->p_filesz;
}

bool elf_segment(const struct component *component, uint32_t index, struct segment *segment)
{
	Elf32_Ehdr header = header_of(component);
	uint32_t end = 0;

	for (uint32_t i = 0; i < header.e_phnum; i++) {
		Elf32_Phdr p;

		memcpy(&p, (const uint8_t *)component->program + header.e_phoff + i * sizeof(p),
		    sizeof(p));
		if (p.p_type != PT_LOAD || p.p_memsz == 0)
			continue;
		fill(component, &p, segment);
		if (segment->address < end)
			refuse(
			    "component '%s': its program's segments share a page", component->name);
		end = segment->address + segment->size;
		if (index-- == 0)
			return true;
	}
	return false;
}

uint32_t elf_entry(const struct component *component)
{
	return header_of(component).e_entry;
}
